/**
 * Completion scripts. Each asks `tcpdoctor complete -- WORDS`, which answers one proposal per line:
 * the word, a tab, what it means; the last line, `:4`, tells the shell not to offer file names.
 * @module
 */
import type { Shell } from './completion.ts';
import type { NoFlags } from './command.ts';
import type { Context, Status } from './context.ts';

/** Needs no bash-completion; words with a colon (`pid:1`) are one word to us and several to bash. */
const BASH = `# bash completion for tcpdoctor
_tcpdoctor() {
  local cur words line value
  words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  cur="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    value="\${line%%$'\\t'*}"
    case "$value" in
      :* | '') ;;
      *) [[ "$value" == "$cur"* ]] && COMPREPLY+=("$value") ;;
    esac
  done < <(tcpdoctor complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _tcpdoctor tcpdoctor
`;

/** Prints the script of a shell. */
export async function runCompletion(
  { world }: Context,
  _flags: NoFlags,
  shell: Shell,
): Promise<Status> {
  if (shell === 'bash') world.out.write(BASH);
  else {
    const { script } = await import('@bomb.sh/tab');
    script(shell, 'tcpdoctor', 'tcpdoctor'); // prints by itself
  }
  return 0;
}
