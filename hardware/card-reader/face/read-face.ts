import { HardwareFault } from '../../fault.ts';
import type { CardChannel } from '../../links/card-link.ts';
import { CardFiles, Refused } from './card-files.ts';
import type { Face, FaceOutcome, FaceRequest } from './face.ts';
import { readLicence } from './licence.ts';
import { readMyNumberCard } from './my-number.ts';

/**
 * Reads a card's face for one purpose: `use` has it while it runs, then every byte that came from the card is wiped, and so
 * are the digits. Rejects only with what `use` rejects with.
 */
export async function readFace<T>(
  card: CardChannel,
  request: FaceRequest,
  use: (face: Face) => T | Promise<T>,
): Promise<FaceOutcome<T>> {
  const files = new CardFiles(card);
  let isOver = false;
  try {
    let face: Face;
    try {
      face = request.card === 'licence' ? await readLicence(files, request) : await readMyNumberCard(files, request);
    } catch (error) {
      if (error instanceof Refused) return error.refusal;
      throw error;
    }
    const lent = new Proxy(face, {
      get(target, field, receiver) {
        if (isOver)
          throw new HardwareFault('closed', 'card', { message: 'the face of a card was asked for after its use' });
        return Reflect.get(target, field, receiver);
      },
    });
    return { state: 'read', value: await use(lent) };
  } finally {
    isOver = true;
    files.wipe();
    request.digits.fill(0);
  }
}
