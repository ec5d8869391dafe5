# Completion of the command `inquest` in bash: commands, their options, and files.
_inquest() {
  local word=${COMP_WORDS[COMP_CWORD]} words
  if ((COMP_CWORD == 1)) && [[ $word != -* ]]; then
    words=$("${COMP_WORDS[0]}" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
  elif [[ $word == -* ]]; then
    words=$("${COMP_WORDS[0]}" $( ((COMP_CWORD > 1)) && echo "${COMP_WORDS[1]}") --help 2>/dev/null |
      grep -o -- '--[a-z][a-z-]*' | sort -u)
  else
    compopt -o default
    return
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _inquest inquest
