#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plagiarism/report/report.h"

namespace assay::plagiarism::report {

// What submissions, their files and pairs are called. Holds references: the comparison and the
// options outlive it. Safe to read from any thread.
class Labels {
 public:
  Labels(const Comparison& comparison, const ReportOptions& options);

  bool names() const { return options_.names == Names::kHidden; }
  // "Student 17", "Student 17, version 2", "Earlier term 3".
  const std::string& Pseudonym(size_t submission) const { return pseudonyms_[submission]; }
  // The person as they are called, or the id; empty where names are left out.
  std::string Name(size_t submission) const;
  // The path, or "file 2.java" where names are left out: people put their names there.
  std::string FileName(size_t submission, size_t file) const;
  std::string NeutralFileName(size_t submission, size_t file) const;
  std::string KeyOf(const Pair& pair) const;

 private:
  void NamePeople();

  const Comparison& comparison_;
  const ReportOptions& options_;
  std::string salt_;
  std::vector<std::string> pseudonyms_;
};

// "class", "earlier", "section", "outside", "template"
std::string_view OriginName(Origin origin);

}  // namespace assay::plagiarism::report
