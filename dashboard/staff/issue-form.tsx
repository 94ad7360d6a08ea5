import type { Need, Priority } from '../../protocol/queue/events.ts';
import { Both } from '../parts/parts.tsx';
import type { Desk } from './desk.ts';
import { needs, needWords, priorities, priorityWord } from './staff-words.ts';

/** A number for someone who can't use the kiosk, with what helps them at the counter. */
export function IssueForm({ desk }: { desk: Desk }) {
  const { lead, commands } = desk;
  return (
    <details class="panel">
      <summary>
        <Both text={{ ja: '職員が番号札を出す', en: 'Issue a number by staff' }} />
      </summary>
      <form
        class="issue"
        onSubmit={async (event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const fields = new FormData(form);
          const wanted = fields.getAll('need') as Need[];
          const done = await commands.send({
            type: 'issue',
            by: 'staff',
            service: String(fields.get('service')),
            priority: fields.get('priority') as Priority,
            ...(wanted.length > 0 ? { needs: wanted } : {}),
          });
          if (done) form.reset();
        }}
      >
        <label>
          <Both text={{ ja: '業務', en: 'Service' }} />
          <select name="service" data-testid="issue-service">
            {lead.services.map(({ service, letter, name }) => (
              <option key={service} value={service}>
                {letter} {name.ja} {name.en}
              </option>
            ))}
          </select>
        </label>
        <label>
          <Both text={{ ja: '順番', en: 'Order' }} />
          <select name="priority">
            {priorities.map((priority) => (
              <option key={priority} value={priority}>
                {priorityWord(priority).ja} {priorityWord(priority).en}
              </option>
            ))}
          </select>
        </label>
        <fieldset>
          <legend>
            <Both text={{ ja: 'ご案内に必要なこと', en: 'Needs' }} />
          </legend>
          {needs.map((need) => (
            <label key={need} class="check">
              <input type="checkbox" name="need" value={need} /> <Both text={needWords[need]} />
            </label>
          ))}
        </fieldset>
        <button type="submit" class="act" data-testid="issue">
          <Both text={{ ja: '番号札を出す', en: 'Issue' }} />
        </button>
      </form>
    </details>
  );
}
