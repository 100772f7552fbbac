#include "tests/bench/similarity/labelled_set.h"

#include <gtest/gtest.h>

#include "common/files.h"

namespace assay::bench::similarity {
namespace {

class LabelledSetTest : public testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    ASSERT_TRUE(WriteFileAtomically(path, text).ok());
  }
  TempDir folder_ = TempDir::Create().value();
};

TEST_F(LabelledSetTest, ReadsTasksAndGivesEveryLabelledPairAScore) {
  Write("one/labels.csv", "left,right,copied,level\r\na,b,1,L1\r\na,c,0,independent\r\n");
  Write("scores.csv", "left,right,score\nb,a,0.25\na,b,0.75\nx,y,1\n");
  const auto set = ReadSet(folder_.path());
  ASSERT_TRUE(set.ok()) << set.status().ToString();
  ASSERT_EQ(set.value().tasks.size(), 1U);
  const auto scores = ReadScores(folder_.path() / "scores.csv");
  ASSERT_TRUE(scores.ok());
  std::vector<Row> rows;
  AddRows(set.value().tasks[0], scores.value(), rows);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_DOUBLE_EQ(rows[0].score, 0.75);
  EXPECT_TRUE(rows[0].copied);
  EXPECT_DOUBLE_EQ(rows[1].score, 0);  // the contestant did not mention it
  EXPECT_EQ(rows[1].task, "one");
}

TEST_F(LabelledSetTest, RefusesWhatIsNoSet) {
  EXPECT_EQ(ReadSet(folder_.path()).status().code(), StatusCode::kNotFound);
  Write("one/labels.csv", "left,right,copied,level\na,b,yes,L1\n");
  EXPECT_EQ(ReadSet(folder_.path()).status().code(), StatusCode::kInvalidArgument);
  Write("one/labels.csv", "left,right,copied,level\na,b,1\n");
  EXPECT_EQ(ReadSet(folder_.path()).status().code(), StatusCode::kInvalidArgument);
  Write("scores.csv", "left,right,score\na,b,high\n");
  EXPECT_EQ(ReadScores(folder_.path() / "scores.csv").status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::bench::similarity
