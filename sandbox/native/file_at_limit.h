#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::sandbox::native {

// Looks below /tmp and /work of the run for a regular file that stands exactly at `limit` bytes and
// writes its path to `text` (NUL-terminated, cut to fit); writes an empty text when there is none.
// That file is what tells a program that hit the file-size limit from one that raised SIGXFSZ
// itself. Runs inside init after every other process was killed; looks at 100,000 entries and 64
// levels at most and follows no link.
void FindFileAtLimit(uint64_t limit, char* text, size_t size);

}  // namespace assay::sandbox::native
