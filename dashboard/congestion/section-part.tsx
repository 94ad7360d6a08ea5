import type { SectionView, ServiceView } from '../../protocol/congestion/views.ts';
import { accuracyWords } from '../base/accuracy-words.ts';
import { here } from '../base/address.ts';
import { clockTime } from '../base/format.ts';
import { closedWords, shownLevel } from '../base/words.ts';
import type { Live } from '../live/live-feed.ts';
import { Both, LevelBadge } from '../parts/parts.tsx';
import { ClosingNote, WaitRangeWords } from '../parts/wait-range.tsx';
import { Outlook } from './outlook.tsx';
import { People } from './people.tsx';

interface SectionPartProps {
  /** `city/office` */
  office: string;
  section: SectionView;
  status: Live<unknown>['status'];
}

export function SectionPart({ office, section, status }: SectionPartProps) {
  const level = shownLevel(section.level, section.freshness, status);
  const open = section.counters.filter((counter) => counter.state === 'open').length;
  const accuracy = section.accuracy === null ? null : accuracyWords(section.accuracy);
  const closed = section.reception === 'closed' && level !== 'unknown';
  return (
    <section class="section" data-testid="section" data-section={section.section} data-freshness={section.freshness}>
      <div class="section-head">
        <h3>
          <Both text={section.name} />
        </h3>
        {closed ? <LevelBadge level="closed" words={closedWords(section)} /> : <LevelBadge level={level} />}
      </div>
      {!(closed && section.freshness === 'lost') && <FreshnessNote section={section} />}
      {section.freshness !== 'lost' && (
        <ul class="services">
          {section.services.map((service) => (
            <ServiceRow
              key={service.service}
              service={service}
              level={shownLevel(service.level, section.freshness, status)}
            />
          ))}
        </ul>
      )}
      {section.freshness !== 'lost' && !closed && section.source === 'tickets' && (
        <p class="counters">
          {open > 0 ? (
            <Both
              text={{ ja: `開いている窓口：${open}か所`, en: `${open} ${open === 1 ? 'counter' : 'counters'} open` }}
            />
          ) : (
            <Both text={{ ja: 'いま開いている窓口がありません', en: 'No counter is open right now' }} />
          )}
        </p>
      )}
      {accuracy !== null && (
        <p class="accuracy" data-testid="accuracy">
          <Both text={accuracy} />{' '}
          <a href={here(`/accuracy?section=${office}/${section.section}`)}>
            <Both text={{ ja: 'くわしく', en: 'Details' }} />
          </a>
        </p>
      )}
      {/* Where staff declare the level nothing is counted, and nothing can ever be foretold. */}
      {section.source !== 'declared' && <Outlook path={`${office}/${section.section}`} />}
    </section>
  );
}

function ServiceRow({ service, level }: { service: ServiceView; level: SectionView['level'] }) {
  return (
    <li class="service" data-testid="service" data-service={service.service}>
      {service.letter !== null && <span class="letter">{service.letter}</span>}
      <div class="service-body">
        <p class="service-name">
          <Both text={service.name} />
        </p>
        <p class="service-figures">
          {level !== 'unknown' && <People count={service.waiting} />}
          {level !== 'unknown' && level !== 'closed' && service.estimate !== null && (
            <span class="range" data-testid="estimate">
              <WaitRangeWords estimate={service.estimate} waiting={service.waiting} />
            </span>
          )}
          {level !== 'closed' && <LevelBadge level={level} />}
        </p>
        {level !== 'unknown' && <ClosingNote estimate={service.estimate} />}
        {service.headIssuedAt !== undefined && level !== 'unknown' && (
          <p class="last" data-testid="head-since">
            <Both
              text={{
                ja: `いちばん前の方は ${clockTime(service.headIssuedAt)} からお待ちです`,
                en: `first in line since ${clockTime(service.headIssuedAt)}`,
              }}
            />
          </p>
        )}
        {service.lastCalled !== null && level !== 'unknown' && (
          <p class="last">
            <span class="ja">最後に呼んだ番号</span>{' '}
            <span class="en" lang="en">
              last called
            </span>{' '}
            <b class="number" data-testid="last-called">
              {service.lastCalled}
            </b>
          </p>
        )}
      </div>
    </li>
  );
}

function FreshnessNote({ section }: { section: SectionView }) {
  const time = section.observedAt === null ? null : clockTime(section.observedAt);
  if (section.freshness === 'live') return null;
  if (section.freshness === 'lost') {
    return (
      <p class="note">
        {time === null ? (
          <Both
            text={{ ja: 'この課からの情報がまだ届いていません。', en: 'Nothing has been heard from this section yet.' }}
          />
        ) : (
          <Both text={{ ja: `${time} を最後に情報が届いていません。`, en: `Nothing heard since ${time}.` }} />
        )}
      </p>
    );
  }
  return (
    <p class="note" data-testid="delayed">
      <Both text={{ ja: `情報が遅れています（${time ?? '--:--'} 現在）`, en: `Delayed: as of ${time ?? '--:--'}` }} />
    </p>
  );
}
