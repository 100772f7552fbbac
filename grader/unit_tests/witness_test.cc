#include "grader/unit_tests/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using Outcome = ResultRow::Outcome;
using ::testing::ElementsAre;

SuiteResults Passed(const std::vector<std::string>& names) {
  SuiteResults results;
  for (const std::string& name : names) {
    ResultRow row;
    row.name = name;
    results.rows.push_back(row);
  }
  return results;
}

std::vector<Outcome> OutcomesOf(const SuiteResults& results) {
  std::vector<Outcome> outcomes;
  for (const ResultRow& row : results.rows) outcomes.push_back(row.outcome);
  return outcomes;
}

TEST(Witness, LibtestsLogHasTheLastWord) {
  SuiteResults results = Passed({"adds", "printed", "fails", "src/lib.rs - add (line 3)"});
  ConfirmLibtest({{"w/12", "ok adds\nfailed fails\n", 0644},
                  {"w/13", "ok fails\n", 0644},
                  {"elsewhere", "ok printed\n", 0644}},
                 "w", results);
  EXPECT_THAT(OutcomesOf(results),
              ElementsAre(Outcome::kPass, Outcome::kError, Outcome::kError, Outcome::kPass));
}

TEST(Witness, OneLineOfTheLogIsForOneRow) {
  SuiteResults results = Passed({"adds", "adds"});
  ConfirmLibtest({{"w/12", "ok adds\n", 0644}}, "w", results);
  EXPECT_THAT(OutcomesOf(results), ElementsAre(Outcome::kPass, Outcome::kError));
}

TEST(Witness, AFileOrWhatIsBelowAFolder) {
  EXPECT_TRUE(HasWitness({{"w", "", 0644}}, "w"));
  EXPECT_TRUE(HasWitness({{"w/1", "", 0644}}, "w"));
  EXPECT_FALSE(HasWitness({{"w2", "", 0644}}, "w"));
  EXPECT_FALSE(HasWitness({{"w", "", 0644}}, ""));
}

TEST(Witness, SubtestsGoWithTheirTest) {
  SuiteResults results = Passed({"TestAdd", "TestAdd/zero", "TestSub"});
  KeepPasses({"TestAdd"}, results);
  EXPECT_THAT(OutcomesOf(results), ElementsAre(Outcome::kPass, Outcome::kPass, Outcome::kError));
}

}  // namespace
}  // namespace assay::grader
