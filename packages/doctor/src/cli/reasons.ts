/**
 * Why the operating system refused, in words.
 * @module
 */
import type { Text } from '../model/text.ts';

const REASON: Readonly<Record<string, Text>> = {
  ENOENT: { en: 'there is no such file or folder', ko: '파일이나 디렉터리가 없습니다' },
  EACCES: { en: 'permission denied', ko: '권한이 없습니다' },
  EPERM: { en: 'not permitted', ko: '허용되지 않은 작업입니다' },
  EISDIR: { en: 'it is a folder', ko: '디렉터리입니다' },
  ENOTDIR: {
    en: 'a part of the path is no folder',
    ko: '경로 중간에 디렉터리가 아닌 것이 있습니다',
  },
  ENOSPC: { en: 'the disk is full', ko: '디스크가 가득 찼습니다' },
  EDQUOT: { en: 'the disk quota is used up', ko: '디스크 할당량을 모두 썼습니다' },
  EROFS: { en: 'the file system is read-only', ko: '읽기 전용 파일 시스템입니다' },
  EIO: { en: 'the disk reports an error', ko: '디스크 입출력 오류입니다' },
  EMFILE: { en: 'too many open files', ko: '열린 파일이 너무 많습니다' },
  ENFILE: {
    en: 'too many open files on this machine',
    ko: '시스템 전체에 열린 파일이 너무 많습니다',
  },
  EXPOSED: {
    en: 'it belongs to somebody else, or others may write into it; use a directory that only you can write to',
    ko: '소유자가 다르거나 다른 사용자도 쓸 수 있는 디렉터리입니다. 실행하는 사용자만 쓸 수 있는 디렉터리를 지정하십시오',
  },
  ENAMETOOLONG: { en: 'the name is too long', ko: '이름이 너무 깁니다' },
  ELOOP: { en: 'too many symbolic links', ko: '심볼릭 링크가 너무 많습니다' },
  EFBIG: { en: 'the file is too large', ko: '파일이 너무 큽니다' },
  ERR_INVALID_ARG_VALUE: { en: 'the name is not valid', ko: '올바른 이름이 아닙니다' },
};

/** The reason behind an errno; the errno itself when there are no words for it. */
export const reasonFor = (code: string): Text => REASON[code] ?? { en: code, ko: code };

/** Symbolic code of a Node error, `EUNKNOWN` when it has none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'EUNKNOWN';
}
