import { openWard, Visitor } from '../../testing/open-ward.ts';
import { follow, openCitySignIn, SECRET } from './city-sign-in.ts';

/** A lead whose people may sign in at the city's own. */
export async function openCityWard(keys: object = {}) {
  const [ward, city] = [await openWard(), await openCitySignIn()];
  const port = await city.freePort();
  const pages = `http://127.0.0.1:${port}`;
  city.backTo(pages);
  const oidc = {
    ...{ issuer: city.issuer, clientId: 'matazu', pages, scope: 'openid profile groups', claim: 'groups' },
    ...{ staff: ['shimin'], supervisor: ['shimin-kacho'] },
  };
  const lead = await ward.open({ oidcSecret: SECRET }, { http: { port }, signIn: { oidc }, ...keys });
  /** Signs in at the city: where that leads back to, and what the browser holds meanwhile. */
  const go = async (visitor: Visitor) => {
    const start = await visitor.fetch('/oidc/start');
    const state = (start.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    return { start, state, back: await follow(start, `${pages}/api/v1/oidc/callback`) };
  };
  const come = async (visitor: Visitor, { back, state }: { back: string; state: string }) => {
    const answer = await fetch(back, { redirect: 'manual', headers: { cookie: state } });
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith('matazu='));
    visitor.cookie = cookie?.split(';')[0] ?? '';
    return answer;
  };
  return { ...ward, lead, city, pages, go, come, visitor: () => new Visitor(port, {}) };
}
