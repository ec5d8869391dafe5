#!/bin/sh
# man_page.sh COMMAND: the manual page of the command, from what it says of itself.
set -eu

# Text as it stands: no line is a request of roff, no backslash an escape.
verbatim() { sed -e 's/\\/\\e/g' -e "s/^[.']/\\\\\\&&/" -e 's/-/\\-/g'; }

help=$("$1" --help)
version=$("$1" --version | head -n 1)
printf '.TH INQUEST 1 "" "%s"\n' "$version"
printf '.SH NAME\ninquest \\- simulation-based inference: posteriors and Bayes factors from simulations\n'
printf '.SH SYNOPSIS\n.nf\ninquest COMMAND ...\n.fi\n.SH COMMANDS\n.nf\n'
printf '%s\n' "$help" | sed -n 's/^  //p' | verbatim
printf '.fi\n'
printf '%s\n' "$help" | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | while read -r command; do
  printf '.SH "inquest %s"\n.nf\n' "$command" | sed 's/-/\\-/g'
  "$1" "$command" --help | verbatim
  printf '.fi\n'
done
printf '.SH SEE ALSO\nREADME.md and docs/ of the sources.\n'
