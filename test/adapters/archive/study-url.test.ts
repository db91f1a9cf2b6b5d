import { describe, expect, it } from 'vitest';
import { archiveBase, readStudyUrl } from '../../../src/adapters/archive/study-url.ts';

describe('the address of a study', () => {
  it('is a base and a UID', () => {
    expect(readStudyUrl('https://pacs.example:8443/dicom-web/studies/1.2.840.1')).toEqual({
      baseUrl: 'https://pacs.example:8443/dicom-web',
      studyUid: '1.2.840.1',
    });
    expect(readStudyUrl('http://127.0.0.1:1/studies/1.2/').baseUrl).toBe('http://127.0.0.1:1');
  });
  it.each([
    'no address',
    'file:///studies/1.2',
    'https://u:p@pacs.example/studies/1.2',
    'https://pacs.example/studies/1.2/series/3',
    'https://pacs.example/studies/abc',
    `https://pacs.example/studies/${'1'.repeat(65)}`,
  ])('is refused: %s', (address) => {
    expect(() => readStudyUrl(address)).toThrow(expect.objectContaining({ kind: 'invalid-input' }));
  });
  it('has an archive as its base, without a password in it', () => {
    expect(archiveBase('https://pacs.example/dicom-web//').href).toBe('https://pacs.example/dicom-web');
    expect(archiveBase('https://pacs.example').href).toBe('https://pacs.example');
    for (const address of ['ftp://pacs.example', 'pacs', 'https://u:p@pacs.example', 'https://pacs.example/?x=1'])
      expect(() => archiveBase(address)).toThrow(expect.objectContaining({ kind: 'invalid-configuration' }));
  });
});
