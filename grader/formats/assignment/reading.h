#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grader/formats/assignment/package_files.h"
#include "grader/formats/assignment/strict_map.h"
#include "grader/package.h"

// The parts of the reader. Each reads one kind of value, puts what is wrong into `errors`, and goes
// on.
namespace assay::grader::assignment {

struct Reading {
  Errors* errors;
  const PackageFiles* files;
};

// programs.cc
//
// A path, a pattern, a folder, a list of them, or a mapping of kind "program".
bool ReadProgram(const Reading& reading, const Value& value, const std::string& key,
                 PackageProgram* out);
// As ReadProgram, or a mapping of languages (or "all") to them.
void ReadByLanguage(const Reading& reading, const Value& value, const std::string& key,
                    std::vector<PackageProgram>* out);
void ReadChecker(const Reading& reading, const Value& value, Checker* out);
void ReadInteractor(const Reading& reading, const Value& value, Checker* out);

// common.cc
void ReadLimits(const Reading& reading, const Value& value, ProblemLimits* limits,
                Package* package);
void ReadFiles(const Reading& reading, const Value& value, Part* part);
void ReadVisibility(StrictMap* map, Visibility* visibility, Audience* audience);
void ReadHints(const Reading& reading, const Value& value, std::vector<Hint>* out);
bool ReadVerdicts(const Reading& reading, const Value& value, const std::string& key,
                  std::set<Verdict>* out);
void ReadScoring(StrictMap* map, Scoring* scoring);

// tests.cc
//
// The keys "tests", "samples", "groups" … of an assignment or a part.
void ReadStandardIo(const Reading& reading, StrictMap* map, Part* part);

// points.cc
//
// Gives tests and groups without points of their own what their group lets them have.
void ShareOutPoints(StandardIo* io, std::optional<double> part_points);
bool HasPoints(const Group& group);

// tasks.cc
void ReadUnitTests(const Reading& reading, const Value& value, Part* part);
void ReadStyle(const Reading& reading, const Value& value, Part* part);
void ReadConstructs(const Reading& reading, const Value& value, Part* part);
void ReadGrowth(const Reading& reading, const Value& value, Part* part);
void ReadAutograder(const Reading& reading, const Value& value, Part* part);

// submissions.cc
//
// Folders of submissions/ by their names, then those that the file lists.
void ReadSubmissions(const Reading& reading, const Value* list, Package* package);

// assignment.cc
//
// Everything; `text` is the file's. Of what is wrong, `errors` tells.
void ReadPackage(const Reading& reading, std::string_view text, Package* package);

}  // namespace assay::grader::assignment
