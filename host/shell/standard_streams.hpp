// Standard input, output and error as the process finds and leaves them.
#pragma once

namespace ach::host {

// Occupies the numbers 0, 1 and 2 when whoever started the process has closed one of them.
// Otherwise the next file or socket that is opened gets that number, and a script prints into it.
// A closed input is at its end, a closed output refuses what is written.
void keep_standard_streams();

// Writes out what standard output still holds. `status` again, or failure with a word about it when
// not everything could be written and nobody has failed before.
int flush_output(int status);

}  // namespace ach::host
