#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "plagiarism/comparison.h"
#include "plagiarism/source/tree.h"

// What a submission is, for comparing: a bag of features of each kind of evidence.
namespace assay::plagiarism {

struct Feature {
  uint64_t hash = 0;
  uint32_t begin = 0, end = 0;  // where it occurs first, in bytes
  uint16_t file = 0;
  uint16_t count = 1;

  friend bool operator<(const Feature& a, const Feature& b) {
    return a.hash != b.hash ? a.hash < b.hash
                            : (a.file != b.file ? a.file < b.file : a.begin < b.begin);
  }
};

using FeatureBag = std::vector<Feature>;  // by hash, each once

struct Profile {
  std::array<FeatureBag, kEvidenceKinds> bags;
  const FeatureBag& of(Evidence kind) const { return bags[static_cast<size_t>(kind)]; }
  FeatureBag& of(Evidence kind) { return bags[static_cast<size_t>(kind)]; }
};

// Each adds the features of one file; Seal() is called once, at the end.
void AddTokenFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag);
void AddStructureFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag);
void AddIdentifierFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag);
void AddLiteralFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag);
void AddCommentFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag);
void AddLayoutFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag);
void AddRarityFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag);

void AddFeatures(const SourceTree& source, uint16_t file, Profile& profile);
// Sorts, and counts what is there more than once.
void Seal(Profile& profile);

}  // namespace assay::plagiarism
