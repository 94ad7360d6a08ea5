import { describe, expect, it } from 'vitest';
import { openWhole, Parts } from './parts.ts';

function setup() {
  const told: string[] = [];
  const part = (name: string) => ({ close: async () => void told.push(`${name} closed`) });
  return { told, part };
}

describe('the parts of a role', () => {
  it('hear in the order in which they were added, and are closed in the other, once', async () => {
    const { told, part } = setup();
    const parts = new Parts<number>();
    for (const name of ['log', 'sign', 'hub'])
      parts.add(part(name), {
        moved: (moment) => void told.push(`${name} ${moment}`),
        changed: () => void told.push(`${name} changed`),
      });
    parts.add(part('deaf'));
    parts.moved(7);
    parts.changed();
    await Promise.all([parts.close(), parts.close()]);
    const names = ['log', 'sign', 'hub'];
    expect(told).toEqual([
      ...names.map((name) => `${name} 7`),
      ...names.map((name) => `${name} changed`),
      ...['deaf', 'hub', 'sign', 'log'].map((name) => `${name} closed`),
    ]);
  });

  it('are all closed again where one of them cannot be opened', async () => {
    const { told, part } = setup();
    const opening = openWhole(async (parts) => {
      parts.add(part('log'));
      parts.add(part('sign'));
      throw new Error('the port is taken');
    });
    await expect(opening).rejects.toThrow('the port is taken');
    expect(told).toEqual(['sign closed', 'log closed']);
  });

  it('are closed by closing their role', async () => {
    const { told, part } = setup();
    const role = await openWhole(async (parts) => {
      parts.add(part('log'));
      return { port: 8081 };
    });
    expect(role.port).toBe(8081);
    await role.close();
    expect(told).toEqual(['log closed']);
  });

  it('are closed also where one of them cannot be, and its error is told', async () => {
    const { told, part } = setup();
    const parts = new Parts();
    parts.add(part('log'));
    parts.add({ close: () => Promise.reject(new Error('the sign is stuck')) });
    parts.add(part('hub'));
    await expect(parts.close()).rejects.toThrow('the sign is stuck');
    expect(told).toEqual(['hub closed', 'log closed']);
  });

  it('are closed also where one of them throws at once', async () => {
    const { told, part } = setup();
    const parts = new Parts();
    parts.add(part('log'));
    parts.add({
      close: () => {
        throw new Error('the sign is gone');
      },
    });
    await expect(parts.close()).rejects.toThrow('the sign is gone');
    expect(told).toEqual(['log closed']);
  });

  it('that cannot be closed again do not hide why the role could not be opened', async () => {
    const opening = openWhole(async (parts) => {
      parts.add({ close: () => Promise.reject(new Error('the sign is stuck')) });
      throw new Error('the port is taken');
    });
    await expect(opening).rejects.toThrow('the port is taken');
  });
});
