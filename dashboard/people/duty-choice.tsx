import { useEffect, useId, useState } from 'preact/hooks';
import type { Duties } from '../../protocol/wire/people.ts';
import { getJson } from '../live/api.ts';
import { Both } from '../parts/parts.tsx';

/** To which counters a member of staff keeps; nothing where the section's configuration has no duty with counters of its own. */
export function DutyChoice() {
  const field = useId();
  const [duties, setDuties] = useState<Duties>([]);
  useEffect(() => {
    const stopped = new AbortController();
    getJson<Duties>('/api/v1/people/duties', stopped.signal).then((answer) => {
      if (answer.ok && !stopped.signal.aborted) setDuties(answer.value.filter(({ counters }) => counters !== null));
    });
    return () => stopped.abort();
  }, []);
  return duties.length === 0 ? null : (
    <p class="field">
      <label for={field}>
        <Both text={{ ja: '職員の担当の窓口', en: 'Counters, of staff' }} />
      </label>
      <select id={field} name="duty" data-testid="duty">
        <option value="">すべて All</option>
        {duties.map(({ id, counters }) => (
          <option key={id} value={id}>
            {id}（{counters?.join('・')}番）
          </option>
        ))}
      </select>
    </p>
  );
}
