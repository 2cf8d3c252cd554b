import type { RecordedEvent } from '../api/answers.ts';
import { dateInWords } from '../texts/edtf.ts';
import { nameOf, titleOf } from '../texts/names.ts';
import { language, texts } from '../texts/texts.ts';

/** An event in words, as short as may be. */
export function inWords(event: RecordedEvent): string {
  const publisher = event.source?.publisher;
  return [titleOf(event), dateInWords(event.happened, language, texts), ...(publisher === undefined ? [] : [nameOf(publisher)])].join(', ');
}
