import type { CongestionSummary } from '../../protocol/congestion/summary.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { here } from '../base/address.ts';
import { usePolled } from '../live/use-polled.ts';
import { Both } from '../parts/parts.tsx';

/** A screen that nobody is at finds its way back by itself when what it shows is there again. */
const ASK_EVERY_MS = 30_000;

interface Office {
  readonly city: string;
  readonly office: string;
  readonly name: LocalText;
  readonly sections: readonly { readonly section: string; readonly name: LocalText }[];
}

/** Which boards there are, of all offices of the hub. `missing`: the office that the address names and nobody knows. */
export function OfficeChoice({ missing }: { missing: string | null }) {
  const { value, problem } = usePolled<CongestionSummary>('/api/v1/congestion?summary', ASK_EVERY_MS);
  // A lead has no list: it has the board of its own section.
  if (problem?.status === 404) return <BoardChoice offices={[]} missing={missing} ofLead />;
  return <BoardChoice offices={value?.offices ?? []} missing={missing} problem={problem} />;
}

interface BoardChoiceProps {
  readonly offices: readonly Office[];
  /** What the address names and is not there, as it is written there. */
  readonly missing: string | null;
  readonly problem?: LocalText | null;
  readonly ofLead?: boolean;
}

export function BoardChoice({ offices, missing, problem = null, ofLead = false }: BoardChoiceProps) {
  return (
    <main class="choose">
      <h1>
        <Both text={{ ja: 'どこの表示盤にしますか', en: 'Which board is this?' }} stacked />
      </h1>
      {missing !== null && (
        <p class="banner bad" role="alert" data-testid="missing">
          <Both
            text={{
              ja: `アドレスにある「${missing}」は登録されていません。下から選んでください。`,
              en: `“${missing}” in the address is not listed. Please choose below.`,
            }}
            stacked
          />
        </p>
      )}
      {problem !== null && (
        <p class="banner bad" role="alert">
          <Both text={problem} />
        </p>
      )}
      {ofLead && (
        <a class="choose-own" href={here('/board')}>
          <Both text={{ ja: 'この課の表示盤', en: 'The board of this section' }} />
        </a>
      )}
      <ul>
        {offices.map((office) => (
          <li key={`${office.city}/${office.office}`}>
            <a href={addressOf(office)}>
              <Both text={office.name} />
            </a>
            {office.sections.length === 0 && (
              <p>
                <Both text={{ ja: '課はまだ登録されていません', en: 'No section is listed yet' }} />
              </p>
            )}
            <ul class="choose-sections">
              {office.sections.map((section) => (
                <li key={section.section}>
                  <a href={`${addressOf(office)}&section=${section.section}`}>
                    <Both text={section.name} />
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </main>
  );
}

const addressOf = ({ city, office }: Office): string => here(`/board?office=${city}/${office}`);
