#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "tests/hostile/attack_runner.h"

// What people and programs read.
namespace assay::hostile {

struct Line {
  Attack attack;
  AttackReport report;
};

// One report as one JSON object, and back (it crosses the wall of the virtual host as text).
std::string ToJson(const AttackReport& report);
Result<AttackReport> FromJson(const std::string& text);

// `attack | backend | expected | got | residue | ms`, one row; with colours for a terminal.
std::string TableHead();
std::string TableRow(const Line& line, bool colour);

// "138 of 140 as expected" and why the others are not.
std::string Summary(const std::vector<Line>& lines);

// Everything: {"attacks": [...], "passed": n, "failed": n}.
std::string AllAsJson(const std::vector<Line>& lines);

}  // namespace assay::hostile
