/**
 * Connections that do not end, and what concerns the whole host, a line each.
 * @module
 */
import type { Text } from '../../../model/text.ts';

/** By id of the play. */
export const ENDINGS: Readonly<Record<string, Text>> = {
  'close-wait-leak': {
    en: '60 connections never closed, no descriptor left',
    ko: '닫지 않은 연결 60개로 바닥난 디스크립터',
  },
  'close-wait-leak-pool': {
    en: 'A pool that lends connections the server has closed',
    ko: '서버가 닫은 연결을 빌려주는 풀',
  },
  'fin-wait2-held': {
    en: 'shutdown() against a server that never closes',
    ko: '닫지 않는 서버에 shutdown()',
  },
  'half-open-risk': {
    en: 'A server loses power behind 20 idle connections',
    ko: '유휴 연결 20개 너머에서 꺼진 서버',
  },
  'hung-peer': {
    en: 'A program hangs behind 20 idle connections',
    ko: '유휴 연결 20개 너머에서 멈춘 프로그램',
  },
  orphans: {
    en: 'Closed with data that living clients do not read',
    ko: '읽지 않는 클라이언트에 보내고 닫은 연결',
  },
  'orphans-of-the-gone': {
    en: 'Closed with data for clients that are gone',
    ko: '사라진 클라이언트에 보내고 닫은 연결',
  },
  'close-wait-leak-descriptors': {
    en: 'Dead connections hold the last descriptors',
    ko: '죽은 연결이 차지한 디스크립터',
  },
  'softnet-drops': {
    en: 'Bunches longer than the packet queue of a CPU',
    ko: 'CPU 패킷 큐보다 긴 버스트',
  },
  'softnet-spread': {
    en: 'More packets than one CPU can take',
    ko: 'CPU 하나가 감당하지 못하는 패킷',
  },
  'sysctl-not-applied': {
    en: 'A file in /etc/sysctl.d that nobody has read',
    ko: '적용되지 않은 /etc/sysctl.d 파일',
  },
  'sysctl-not-in-container': {
    en: 'The host is tuned, the container is not',
    ko: '호스트만 튜닝되고 컨테이너는 그대로',
  },
};
