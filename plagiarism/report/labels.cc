#include "plagiarism/report/labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "common/sha256.h"

namespace assay::plagiarism {
namespace report {
namespace {

std::string_view Person(const Submission& submission) {
  return submission.person.empty() ? submission.id : submission.person;
}

std::string_view Title(Origin origin) {
  switch (origin) {
    case Origin::kClass:
      return "Student";
    case Origin::kEarlier:
      return "Earlier term";
    case Origin::kSection:
      return "Other section";
    case Origin::kOutside:
      return "Outside source";
    case Origin::kTemplate:
      return "Template";
  }
  return "Submission";
}

// Of everything compared: without a secret it keeps pseudonyms from being told by whoever has a
// list of the class alone.
std::string Fingerprint(const Comparison& comparison) {
  Sha256 hash;
  for (const Submission& submission : comparison.submissions) {
    hash.UpdateField(submission.id);
    for (const SourceFile& file : submission.files) hash.UpdateField(file.text);
  }
  return hash.Hex();
}

std::string Keyed(std::string_view salt, std::string_view purpose, std::string_view text) {
  Sha256 hash;
  hash.UpdateField(salt);
  hash.UpdateField(purpose);
  hash.UpdateField(text);
  return hash.Hex();
}

std::string KeyOfIds(std::string_view salt, std::string_view title, std::string_view one,
                     std::string_view other) {
  constexpr size_t kDigits = 24;
  Sha256 hash;
  hash.UpdateField(salt);
  hash.UpdateField("pair");
  hash.UpdateField(title);
  hash.UpdateField(std::min(one, other));
  hash.UpdateField(std::max(one, other));
  return hash.Hex().substr(0, kDigits);
}

// ".java" of a path, if it is an ending that says a language and nothing else.
std::string_view Ending(std::string_view path) {
  constexpr size_t kLongest = 6;
  const size_t dot = path.find_last_of("./");
  if (dot == std::string_view::npos || path[dot] == '/') return "";
  const std::string_view ending = path.substr(dot);
  if (ending.size() < 2 || ending.size() > kLongest) return "";
  const bool plain = std::all_of(ending.begin() + 1, ending.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
  return plain ? ending : "";
}

}  // namespace

std::string_view OriginName(Origin origin) {
  switch (origin) {
    case Origin::kClass:
      return "class";
    case Origin::kEarlier:
      return "earlier";
    case Origin::kSection:
      return "section";
    case Origin::kOutside:
      return "outside";
    case Origin::kTemplate:
      return "template";
  }
  return "";
}

Labels::Labels(const Comparison& comparison, const ReportOptions& options)
    : comparison_(comparison), options_(options), salt_(options.pseudonym_key) {
  NamePeople();
}

// The order of the numbers must not be the alphabet's: Student 1 would be the first of the list.
void Labels::NamePeople() {
  const std::string order = salt_.empty() ? Fingerprint(comparison_) : salt_;
  if (salt_.empty() && !names()) salt_ = order;
  const auto& all = comparison_.submissions;
  std::map<std::tuple<Origin, std::string, std::string_view>, std::vector<size_t>> people;
  for (size_t i = 0; i < all.size(); ++i) {
    const std::string_view person = Person(all[i]);
    people[{all[i].origin, Keyed(order, "person", person), person}].push_back(i);
  }
  pseudonyms_.resize(all.size());
  std::map<Origin, int> numbers;
  for (auto& [key, versions] : people) {
    const Origin origin = std::get<0>(key);
    const std::string name = fmt::format("{} {}", Title(origin), ++numbers[origin]);
    std::stable_sort(versions.begin(), versions.end(),
                     [&](size_t a, size_t b) { return all[a].submitted_at < all[b].submitted_at; });
    for (size_t i = 0; i < versions.size(); ++i)
      pseudonyms_[versions[i]] =
          versions.size() == 1 ? name : fmt::format("{}, version {}", name, i + 1);
  }
}

std::string Labels::Name(size_t submission) const {
  return names() ? std::string(Person(comparison_.submissions[submission])) : "";
}

std::string Labels::NeutralFileName(size_t submission, size_t file) const {
  return fmt::format("file {}{}", file + 1,
                     Ending(comparison_.submissions[submission].files[file].path));
}

std::string Labels::FileName(size_t submission, size_t file) const {
  return names() ? comparison_.submissions[submission].files[file].path
                 : NeutralFileName(submission, file);
}

std::string Labels::KeyOf(const Pair& pair) const {
  return KeyOfIds(salt_, options_.title, comparison_.submissions[pair.left].id,
                  comparison_.submissions[pair.right].id);
}

}  // namespace report

std::string PairKey(const ReportOptions& options, std::string_view one_id,
                    std::string_view other_id) {
  return report::KeyOfIds(options.pseudonym_key, options.title, one_id, other_id);
}

}  // namespace assay::plagiarism
