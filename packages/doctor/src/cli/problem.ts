/**
 * One sentence for every way a run can fail, and what to try.
 * @module
 */
import {
  DecodeError,
  NotPossibleError,
  SysError,
  UnsupportedError,
  UsageError,
} from '../errors.ts';
import type { Text } from '../model/text.ts';
import { josa } from '../model/text.ts';
import { printable } from '../report/printable.ts';
import { reasonFor } from './reasons.ts';

const ASK_ROOT: Text = {
  en: 'Run it as root, or with CAP_SYS_ADMIN and CAP_SYS_PTRACE, to see everything',
  ko: 'root로 실행하거나 CAP_SYS_ADMIN과 CAP_SYS_PTRACE를 부여하면 모두 볼 수 있습니다',
};

const NEEDS_LINUX: Text = {
  en: 'tcpdoctor can look at sockets on Linux only. Here "tcpdoctor check --from FILE" diagnoses a capture taken on a Linux host, and "tcpdoctor explain" tells about the rules',
  ko: 'tcpdoctor는 Linux에서만 소켓을 관찰할 수 있습니다. 여기서는 Linux 호스트에서 저장한 capture를 "tcpdoctor check --from FILE"로 진단하거나 "tcpdoctor explain"으로 규칙 설명을 볼 수 있습니다',
};

const REPORT_IT: Text = {
  en: 'This is a mistake in tcpdoctor. Please report it with what TCPDOCTOR_DEBUG=1 prints',
  ko: 'tcpdoctor의 결함입니다. TCPDOCTOR_DEBUG=1로 다시 실행한 출력과 함께 알려 주십시오',
};

/** What went wrong and what to try, without a final period. Safe to print. */
export function problemText(error: unknown): Text {
  const { en, ko } = sentence(error);
  return { en: printable(en), ko: printable(ko) };
}

function sentence(error: unknown): Text {
  if (error instanceof UsageError || error instanceof NotPossibleError) return error.text;
  if (error instanceof SysError) return withHint(sysSentence(error), error.code);
  if (error instanceof UnsupportedError) return unsupported(error);
  if (error instanceof DecodeError) {
    return {
      en: `${error.message}. This kernel answers in a way tcpdoctor does not know; please report it with the output of uname -r`,
      ko: `커널의 응답을 해석하지 못했습니다 (${error.message}). uname -r 출력과 함께 알려 주십시오`,
    };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { en: `${what}. ${REPORT_IT.en}`, ko: `${what}. ${REPORT_IT.ko}` };
}

function sysSentence({ op, target, code }: SysError): Text {
  const why = reasonFor(code);
  return {
    en: `Cannot ${op} ${target}: ${why.en}${why.en === code ? '' : ` (${code})`}`,
    ko: `${josa(target, '을/를')} 처리하지 못했습니다 (${op}): ${why.ko}${why.ko === code ? '' : ` (${code})`}`,
  };
}

/** Advice for refusals that more power, or room, would lift. Writing a file is nothing root should do for. */
function withHint(text: Text, code: string): Text {
  const refused = code === 'EPERM' || code === 'EACCES';
  return refused && !text.en.startsWith('Cannot write')
    ? { en: `${text.en}. ${ASK_ROOT.en}`, ko: `${text.ko}. ${ASK_ROOT.ko}` }
    : text;
}

function unsupported({ feature }: UnsupportedError): Text {
  if (feature === 'linux') return NEEDS_LINUX;
  return {
    en: `This system has no ${feature}. "tcpdoctor check --from FILE" and "tcpdoctor explain" work here`,
    ko: `이 시스템에는 ${josa(feature, '이/가')} 없습니다. "tcpdoctor check --from FILE"과 "tcpdoctor explain"은 사용할 수 있습니다`,
  };
}
