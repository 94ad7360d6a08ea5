import { writeFileSync } from 'node:fs';
import { asyncApiText } from './asyncapi.ts';

// `npm run docs`, from the package's folder.
writeFileSync('protocol/wire/asyncapi.json', asyncApiText());
