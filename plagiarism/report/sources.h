#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "plagiarism/report/report.h"
#include "plagiarism/report/text.h"

namespace assay::plagiarism::report {

// The files that the page shows, and where regions are in them.
class Sources {
 public:
  // Files of the likeliest pairs first, then those of common code, while there is room.
  Sources(const Comparison& comparison, const ReportOptions& options);

  // nullptr: not embedded.
  const ShownText* Find(uint32_t submission, uint32_t file) const;
  // The region with begin and end in UTF-16 units of what is shown; 0 and 0 where nothing is.
  Region Translate(uint32_t submission, const Region& region) const;

 private:
  using Key = std::pair<uint32_t, uint32_t>;

  void WantOffsets(uint32_t submission, const Region& region);
  void Embed(uint32_t submission);

  const Comparison& comparison_;
  size_t room_, max_file_bytes_;
  std::map<Key, std::map<uint32_t, uint32_t>> wanted_;
  std::map<Key, ShownText> shown_;
};

}  // namespace assay::plagiarism::report
