import { h } from 'preact';
import { page } from './layout.ts';

/** What people see where a launch ends. */
export const refusalPage = (sentence: string): string =>
  page('The app could not be opened', h('h1', null, 'The app could not be opened'), h('p', null, sentence));
