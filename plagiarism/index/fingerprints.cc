#include "plagiarism/index/fingerprints.h"

#include <algorithm>

#include "plagiarism/evidence/features.h"
#include "plagiarism/hash.h"
#include "plagiarism/source/tree.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kGram = 8, kWindow = 10;
constexpr size_t kOfStructure = 16, kOfLiterals = 8;
// A submission of many files keeps a part of its fingerprints.
constexpr size_t kMost = 4000;

bool Counts(const SourceTree& source, const Token& token) {
  return token.cls != TokenClass::kSign || token.end - token.begin != 1 ||
         std::string_view(";,()").find(source.text[token.begin]) == std::string_view::npos;
}

void AddGrams(const SourceTree& source, std::vector<uint64_t>& out) {
  std::vector<uint16_t> kinds;
  for (const Token& token : source.tokens) {
    if (Counts(source, token)) kinds.push_back(token.kind);
  }
  std::vector<uint64_t> grams;
  for (size_t i = 0; i + kGram <= kinds.size(); ++i) {
    uint64_t hash = HashText(source.language.name);
    for (size_t j = i; j < i + kGram; ++j) hash = hash * 0x9e3779b97f4a7c15U + kinds[j] + 1;
    grams.push_back(Mix(hash) & kFingerprintMask);
  }
  const std::vector<uint64_t> chosen = Winnow(grams, kWindow);
  out.insert(out.end(), chosen.begin(), chosen.end());
}

void AddSmallest(const FeatureBag& bag, uint64_t salt, size_t most, std::vector<uint64_t>& out) {
  std::vector<uint64_t> hashes;
  for (const Feature& feature : bag)
    hashes.push_back(Combine(salt, feature.hash) & kFingerprintMask);
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  hashes.resize(std::min(hashes.size(), most));
  out.insert(out.end(), hashes.begin(), hashes.end());
}

}  // namespace

std::vector<uint64_t> Winnow(const std::vector<uint64_t>& values, size_t window) {
  std::vector<uint64_t> chosen;
  if (values.empty()) return chosen;
  if (values.size() <= window) return {*std::min_element(values.begin(), values.end())};
  size_t last = values.size();  // none yet
  for (size_t begin = 0; begin + window <= values.size(); ++begin) {
    const size_t end = begin + window;
    size_t smallest = last;
    if (last < begin || last >= end) {
      smallest = begin;
      for (size_t i = begin + 1; i < end; ++i) {
        if (values[i] <= values[smallest]) smallest = i;
      }
    } else if (values[end - 1] <= values[last]) {
      smallest = end - 1;
    }
    if (smallest == last) continue;
    last = smallest;
    chosen.push_back(values[last]);
  }
  return chosen;
}

std::vector<uint64_t> Fingerprints(const std::vector<SourceFile>& files) {
  std::vector<uint64_t> all;
  FeatureBag structure, literals;
  for (size_t i = 0; i < files.size() && i < UINT16_MAX; ++i) {
    const SourceTree source = ReadSource(files[i].path, files[i].text);
    AddGrams(source, all);
    AddStructureFeatures(source, static_cast<uint16_t>(i), structure);
    AddLiteralFeatures(source, static_cast<uint16_t>(i), literals);
  }
  AddSmallest(structure, 0x57, kOfStructure, all);
  AddSmallest(literals, 0x117, kOfLiterals, all);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (all.size() > kMost) all.resize(kMost);
  return all;
}

}  // namespace assay::plagiarism
