#include "plagiarism/report/sources.h"

#include <algorithm>

namespace assay::plagiarism::report {
namespace {

// Bytes that no editor shows: what they look like as text says nothing and costs much.
bool IsBinary(std::string_view text) {
  constexpr size_t kLook = 8000;
  return text.substr(0, kLook).find('\0') != std::string_view::npos;
}

}  // namespace

Sources::Sources(const Comparison& comparison, const ReportOptions& options)
    : comparison_(comparison),
      room_(options.max_source_bytes),
      max_file_bytes_(options.max_file_bytes) {
  for (const Pair& pair : comparison.pairs) {
    for (const Passage& passage : pair.passages) {
      WantOffsets(pair.left, passage.left);
      WantOffsets(pair.right, passage.right);
    }
  }
  for (const CommonCode& code : comparison.common) WantOffsets(code.submission, code.region);
  for (const Pair& pair : comparison.pairs) {
    Embed(pair.left);
    Embed(pair.right);
  }
  for (const CommonCode& code : comparison.common) Embed(code.submission);
}

void Sources::WantOffsets(uint32_t submission, const Region& region) {
  auto& offsets = wanted_[{submission, region.file}];
  offsets[region.begin];
  offsets[region.end];
}

void Sources::Embed(uint32_t submission) {
  const auto& files = comparison_.submissions[submission].files;
  for (uint32_t i = 0; i < files.size(); ++i) {
    const Key key{submission, i};
    const std::string& text = files[i].text;
    const size_t size = std::min(text.size(), max_file_bytes_);
    if (shown_.contains(key) || size > room_ || IsBinary(text)) continue;
    room_ -= size;
    shown_.emplace(key, ShowText(text, max_file_bytes_, std::move(wanted_[key])));
  }
}

const ShownText* Sources::Find(uint32_t submission, uint32_t file) const {
  const auto found = shown_.find({submission, file});
  return found == shown_.end() ? nullptr : &found->second;
}

Region Sources::Translate(uint32_t submission, const Region& region) const {
  Region translated = region;
  const ShownText* text = Find(submission, region.file);
  translated.begin = text == nullptr ? 0 : text->units.at(region.begin);
  translated.end = text == nullptr ? 0 : text->units.at(region.end);
  return translated;
}

}  // namespace assay::plagiarism::report
