/**
 * Sizes of TCP's buffers, and its memory.
 * @module
 */
import type { Text } from '../../../model/text.ts';
import { bytes, num } from '../../../model/text.ts';
import { defaultOf } from '../../catalogue/default-of.ts';
import type { Setting } from '../../setting.ts';
import type { LintContext } from '../context.ts';
import { numbersOf } from '../../value.ts';
import { DELETE, valueKind } from './kind.ts';
import type { Kind } from './kind.ts';

const TRIPLES = ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'] as const;

/** A socket that starts with more than this costs it even when it is idle. */
const LARGE_START_BYTES = 1_048_576;
/** Guaranteed to each socket under memory pressure, so it works against what the limit is for. */
const LARGE_MIN_BYTES = 65_536;
/** 10 Gbit/s over 400 ms; more only delays loss signals and takes memory. */
const HUGE_BYTES = 536_870_912;
/** 100 Gbit/s over 86 ms, which hosts that move data across a continent are tuned for. */
const BEYOND_BYTES = 1_073_741_824;
const PAGE_BYTES = 4_096;
/** 32 GB of buffers: 9 percent, which a kernel begins with, of 350 GB. */
const BYTES_LIKE_PAGES = 8_388_608;

/**
 * Largest sizes that kernels begin with; without a version all of them. A machine with little memory
 * begins with 1/128 of it at most.
 *
 * Source: tcp_init().
 */
export function defaultMax(
  setting: Setting,
  { kernel, running }: Pick<LintContext, 'kernel' | 'running'>,
): readonly number[] {
  const values = kernel === undefined ? setting.defaults : [defaultOf(setting, kernel)];
  const maxima = values.flatMap(({ value }) => numbersOf(value ?? '')?.at(-1) ?? []);
  const most = (running?.memoryBytes ?? Number.POSITIVE_INFINITY) / 128;
  return [...new Set(maxima.map((bytes) => (bytes < most ? bytes : Math.floor(most))))];
}

const LOWERED: Text = {
  en: 'Delete the line, or write two to three times bandwidth times delay of your longest path',
  ko: '이 줄을 지우거나, 가장 긴 경로의 대역폭×지연의 2~3배로 씁니다',
};

const isDefault = (max: number): Text => ({
  en: `${num(max)} bytes is the default of the kernel: nothing changes`,
  ko: `${num(max)}바이트: 커널 기본값과 같아 달라지는 것이 없습니다`,
});

function belowDefault(max: number, usual: number, key: string): Text {
  const word = key.endsWith('rmem') ? { en: 'receive', ko: '수신' } : { en: 'send', ko: '송신' };
  return {
    en: `${num(max)} bytes is below the default of ${num(usual)}: autotuning of ${word.en} buffers stops earlier than without this line`,
    ko: `${num(max)}바이트: 기본값 ${num(usual)}바이트보다 작습니다. 이 줄이 없을 때보다 ${word.ko} 버퍼가 덜 자랍니다`,
  };
}

/** Where nobody said which kernel it is for: the default was raised once, in 6.16. */
const severalDefaults = (max: number, before: number, since: number): Text => ({
  en: `The default is ${num(before)} bytes up to Linux 6.15 and ${num(since)} from 6.16 on: this ${max > before ? 'lowers it there' : 'changes nothing, or lowers it'}`,
  ko: `기본값은 Linux 6.15까지 ${num(before)}바이트, 6.16부터 ${num(since)}바이트입니다. ${max > before ? '6.16부터는 오히려 낮추는 값입니다' : '효과가 없거나 오히려 낮춥니다'}`,
});

/** TCP's own first. */
export const BUFFER_KINDS: readonly Kind[] = [
  valueKind({
    id: 'buffer-max-not-above-default',
    severity: 'warning',
    name: {
      en: 'a buffer that is not larger than by default',
      ko: '기본값보다 크지 않은 버퍼 상한',
    },
    source:
      'tcp_init(); commit 572be9bf9d0d; measured: 136 to 147 Mbit/s with 6 MB, 388 with 32 MB, at 200 ms',
    keys: TRIPLES,
    judge: (values, { key, setting }, context) => {
      const max = values.at(-1) ?? 0;
      const known = defaultMax(setting, context);
      const [lowest, highest] = [Math.min(...known), Math.max(...known)];
      if (max > highest || known.length === 0) return undefined;
      if (known.length > 1) {
        return {
          ...(max > lowest ? { severity: 'note' as const } : {}),
          why: severalDefaults(max, lowest, highest),
          instead: LOWERED,
        };
      }
      return max === highest
        ? { severity: 'note', why: isDefault(max), instead: DELETE }
        : { why: belowDefault(max, highest, key), instead: LOWERED };
    },
  }),
  valueKind({
    id: 'buffer-start-large',
    severity: 'warning',
    name: { en: 'every socket starts with a large buffer', ko: '시작부터 큰 버퍼' },
    source: 'tcp_init_sock(); tcp_rcv_space_adjust() grows buffers where that helps',
    keys: TRIPLES,
    judge: ([, start = 0]) =>
      start > LARGE_START_BYTES
        ? {
            why: {
              en: `The second number is where each socket starts: with ${bytes(start)} 10,000 connections may hold ${bytes(start * 10_000)}. Autotuning grows the ones that need it`,
              ko: `둘째 값은 모든 소켓의 시작 크기입니다. ${bytes(start)}이면 연결 1만 개가 최대 ${bytes(start * 10_000)}까지 쓸 수 있습니다. 필요한 소켓은 자동으로 커집니다`,
            },
            instead: {
              en: 'Keep the default (131072, or 16384 for tcp_wmem) and raise the third number only',
              ko: '둘째 값은 기본값(131072, tcp_wmem은 16384)으로 두고 셋째 값만 올립니다',
            },
          }
        : undefined,
  }),
  valueKind({
    id: 'buffer-min-large',
    severity: 'warning',
    name: {
      en: 'a large guarantee under memory pressure',
      ko: '메모리 압박에도 크게 보장하는 버퍼',
    },
    source: 'ip-sysctl.rst: "guaranteed to each TCP socket, even under moderate memory pressure"',
    keys: TRIPLES,
    judge: ([min = 0]) =>
      min > LARGE_MIN_BYTES
        ? {
            why: {
              en: `The first number is what each socket keeps when memory is short: ${bytes(min)} times every connection`,
              ko: `첫째 값은 메모리가 모자랄 때도 소켓마다 보장하는 크기입니다. 연결마다 ${bytes(min)}씩 필요합니다`,
            },
            instead: { en: 'Write 4096 as the first number', ko: '첫째 값을 4096으로 씁니다' },
          }
        : undefined,
  }),
  valueKind({
    id: 'buffer-max-huge',
    severity: 'warning',
    name: { en: 'a buffer without a bound', ko: '지나치게 큰 버퍼 상한' },
    source: '10 Gbit/s times 400 ms is 500 MB',
    keys: [...TRIPLES, 'net.core.rmem_max', 'net.core.wmem_max'],
    judge: (values, { setting }) => {
      const max = values.at(-1) ?? 0;
      const isBound = setting.shape.kind === 'tuple' && max > BEYOND_BYTES;
      return max > HUGE_BYTES
        ? {
            ...(isBound ? {} : { severity: 'note' as const }),
            why: {
              en: `${bytes(max)} is more than 10 Gbit/s times 400 ms; a peer that does not read can make one connection hold it`,
              ko: `${bytes(max)}: 10 Gbit/s × 400ms보다 큽니다. 상대가 읽지 않으면 연결 하나가 그만큼 메모리를 점유할 수 있습니다`,
            },
            instead: LOWERED,
          }
        : undefined;
    },
  }),
  valueKind({
    id: 'tcp-mem-in-bytes',
    severity: 'error',
    name: { en: 'tcp_mem in bytes', ko: '바이트로 쓴 tcp_mem' },
    source: 'ip-sysctl.rst: tcp_mem counts pages',
    keys: ['net.ipv4.tcp_mem'],
    judge: (values, _winner, { running }) => {
      const high = values.at(-1) ?? 0;
      const most = running === undefined ? BYTES_LIKE_PAGES : running.memoryBytes / PAGE_BYTES;
      return high >= most
        ? {
            ...(running === undefined ? { severity: 'warning' as const } : {}),
            why: {
              en: `tcp_mem counts pages of 4 KB: this allows ${bytes(high * PAGE_BYTES)} of buffers, which ${running === undefined ? 'few machines have to spare' : 'is more than the machine has'}`,
              ko: `tcp_mem 단위는 4KB 페이지입니다. 버퍼를 ${bytes(high * PAGE_BYTES)}까지 허용하므로 ${running === undefined ? '대부분의 호스트에서' : '메모리가 바닥날 때까지'} 막을 것이 없습니다`,
            },
            instead: {
              en: 'Delete the line: the kernel reckons it from memory at boot',
              ko: '이 줄을 지웁니다. 부팅할 때 커널이 메모리에 맞춰 계산합니다',
            },
          }
        : undefined;
    },
  }),
];
