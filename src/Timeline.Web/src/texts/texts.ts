import { de } from './de.ts';
import { en, type Texts } from './en.ts';

export type { Texts } from './en.ts';

const chosen = 'timeline.language';

/** The languages the page speaks, by tag. */
export const languages: Readonly<Record<string, Texts>> = { en, de };

/** The language of the page: as chosen here once, else the first of the reader's that it speaks. */
export const language = [localStorage.getItem(chosen), ...navigator.languages.map(l => l.slice(0, 2))].find(l => l !== null && l in languages) ?? 'en';

/** What the page says. */
export const texts: Texts = languages[language] ?? en;

document.documentElement.lang = language;

/** Speaks another language from now on. */
export function speak(tag: string) {
  localStorage.setItem(chosen, tag);
  location.reload();
}
