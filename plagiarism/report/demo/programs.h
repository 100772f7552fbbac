#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plagiarism::report {

// What one made-up person would write. Two with the same choices write the same program.
struct Habits {
  std::vector<uint32_t> choices;     // of one way to write each part
  std::vector<std::string> names;    // for $a to $h
  std::vector<std::string> remarks;  // comments, in turn
  uint32_t indent = 4;
};

Habits RandomHabits(std::mt19937_64& random);
// The same with other names and remarks: what a disguise changes first.
void Rename(Habits& habits, std::mt19937_64& random);

std::string JavaProgram(const Habits& habits);
std::string PythonProgram(const Habits& habits);
// The part of the Java program that everybody was given.
std::string_view GivenPart();

}  // namespace assay::plagiarism::report
