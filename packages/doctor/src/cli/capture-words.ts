/**
 * What can be wrong with a capture file.
 * @module
 */
import type { Text } from '../model/text.ts';
import { josa } from '../model/text.ts';

/** Each names the file; none quotes its content. */
export const CAPTURE = {
  tooLarge: (file: string, limit: string): Text => ({
    en: `${file} is too large for a capture: at most ${limit}`,
    ko: `${josa(file, '은/는')} capture 파일로 보기에 너무 큽니다 (최대 ${limit})`,
  }),
  inflated: (file: string, limit: string): Text => ({
    en: `${file} unpacks to more than ${limit}; a capture is smaller`,
    ko: `${file}의 압축을 풀면 ${josa(limit, '을/를')} 넘습니다. 정상적인 capture 파일은 이보다 작습니다`,
  }),
  notGzip: (file: string): Text => ({
    en: `${file} is no capture: it is not compressed with gzip`,
    ko: `${josa(file, '은/는')} capture 파일이 아닙니다 (gzip 형식이 아닙니다)`,
  }),
  damaged: (file: string): Text => ({
    en: `${file} is damaged or cut short; copy it again`,
    ko: `${josa(file, '이/가')} 손상되었거나 중간에서 잘렸습니다. 다시 복사하십시오`,
  }),
  foreign: (file: string): Text => ({
    en: `${file} was not written by tcpdoctor capture`,
    ko: `${josa(file, '은/는')} tcpdoctor capture로 저장한 파일이 아닙니다`,
  }),
  version: (file: string, has: string, knows: string): Text => ({
    en: `${file} has the format ${has}; this version reads ${knows}. Use the version of tcpdoctor that wrote it`,
    ko: `${file}의 형식은 ${has}인데 이 버전은 ${knows}만 읽을 수 있습니다. 파일을 저장한 버전의 tcpdoctor를 사용하십시오`,
  }),
  shape: (file: string, path: string): Text => ({
    en: `${file} does not hold what a capture must hold (at ${path})`,
    ko: `${file}의 내용이 capture 형식과 다릅니다 (위치: ${path})`,
  }),
  unreadable: (file: string, why: Text): Text => ({
    en: `Cannot read ${file}: ${why.en}`,
    ko: `${josa(file, '을/를')} 읽을 수 없습니다: ${why.ko}`,
  }),
  notPlain: (file: string): Text => ({
    en: `${file} is not a plain file; copy the capture to one first`,
    ko: `${josa(file, '은/는')} 일반 파일이 아닙니다. capture를 일반 파일로 복사한 뒤 다시 실행하십시오`,
  }),
  noName: {
    en: 'The name of the file is empty',
    ko: '파일 이름이 비어 있습니다',
  },
  notFile: (file: string): Text => ({
    en: `${file} exists and is not a file; choose another name`,
    ko: `${josa(file, '은/는')} 이미 있으며 일반 파일이 아닙니다. 다른 이름을 지정하십시오`,
  }),
} as const;
