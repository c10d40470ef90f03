// The data that a page carries, read as its script reads them.
import type { PageData } from '../../../src/report/html/page-data.ts';

/** Where the page's JSON begins and ends is itself a claim: nothing in the data may end it. */
export function dataOf(page: string): PageData {
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  return JSON.parse(json) as PageData;
}

export function textOf(data: PageData, ref: number | undefined): string {
  return data.texts[ref ?? -1] ?? '';
}
