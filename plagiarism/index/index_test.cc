#include "plagiarism/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <random>

#include "common/files.h"
#include "plagiarism/index/fingerprints.h"
#include "plagiarism/index/journal.h"
#include "plagiarism/index/record.h"
#include "plagiarism/index/segment.h"

namespace assay::plagiarism {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A program of its own for each seed, in Java.
std::string ProgramOf(unsigned seed) {
  std::mt19937 random(seed);
  const auto number = [&](unsigned below) { return std::to_string(random() % below); };
  std::string text = "class A {\n  static int f(int a, int b) {\n";
  for (int i = 0; i < 30; ++i) {
    const std::string v = "v" + number(6);
    switch (random() % 5) {
      case 0:
        text += "    if (" + v + " < a * " + number(90) + ") { b = b - " + v + "; }\n";
        break;
      case 1:
        text += "    for (int i = 0; i < " + v + "; i++) { a += i * b; }\n";
        break;
      case 2:
        text += "    int " + v + " = a % (b + " + number(50) + ");\n";
        break;
      case 3:
        text += "    System.out.println(\"" + v + " is \" + a);\n";
        break;
      default:
        text += "    a = (a - " + v + ") / f(b, " + number(9) + ");\n";
    }
  }
  return text + "    return a;\n  }\n}\n";
}

Submission Make(const std::string& id, const std::string& person, unsigned seed) {
  Submission submission;
  submission.id = id;
  submission.person = person;
  submission.files = {{"A.java", ProgramOf(seed)}};
  return submission;
}

crypto::Key KeyOf(char c) {
  auto key = crypto::Key::FromBytes(std::string(crypto::Key::kBytes, c));
  return *std::move(key);
}

class IndexTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_ = std::make_unique<TempDir>(*std::move(dir));
  }
  fs::path folder() const { return dir_->path() / "index"; }

  std::unique_ptr<Index> Open(size_t in_memory = 8, char key = 'k') {
    auto index = Index::Open({folder(), KeyOf(key), in_memory});
    EXPECT_TRUE(index.ok()) << index.status().ToString();
    return index.ok() ? *std::move(index) : nullptr;
  }

  static std::vector<std::string> Ids(Index& index, const Submission& asked, size_t most = 5) {
    auto matches = index.Query(asked, most);
    EXPECT_TRUE(matches.ok()) << matches.status().ToString();
    std::vector<std::string> ids;
    for (const IndexMatch& one : *matches) ids.push_back(one.id);
    return ids;
  }

  std::unique_ptr<TempDir> dir_;
};

TEST_F(IndexTest, FindsACopyAmongMany) {
  auto index = Open();
  for (unsigned i = 0; i < 60; ++i) {
    const std::string name = "s" + std::to_string(i);
    ASSERT_TRUE(index->Add(Make(name, name, i), "lab1").ok());
  }
  Submission copy = Make("copy", "eve", 17);
  copy.files[0].text.insert(copy.files[0].text.find("    if"), "    int unused = 5;\n");
  const auto matches = index->Query(copy, 3);
  ASSERT_TRUE(matches.ok());
  ASSERT_THAT(*matches, SizeIs(3));
  const IndexMatch& best = matches->front();
  EXPECT_EQ(best.id, "s17");
  EXPECT_EQ(best.assignment, "lab1");
  EXPECT_GT(best.score, 0.5);
  EXPECT_LT((*matches)[1].score, best.score - 0.1);
  EXPECT_EQ(best.submission.files[0].text, ProgramOf(17));
}

TEST_F(IndexTest, NeverShowsTheSamePerson) {
  auto index = Open();
  ASSERT_TRUE(index->Add(Make("old", "ann", 1), "lab1").ok());
  EXPECT_THAT(Ids(*index, Make("new", "ann", 1)), IsEmpty());
  EXPECT_THAT(Ids(*index, Make("new", "bob", 1)), ElementsAre("old"));
  EXPECT_THAT(Ids(*index, Make("old", "", 1)), IsEmpty()) << "its own id";
}

TEST_F(IndexTest, StandsAfterItWasClosed) {
  {
    auto index = Open();
    for (unsigned i = 0; i < 21; ++i) {
      const std::string name = "s" + std::to_string(i);
      ASSERT_TRUE(index->Add(Make(name, name, i), "lab1").ok());
      ASSERT_TRUE(index->Add(Make(name, name, i + 1000), "again").ok()) << "changes nothing";
    }
    EXPECT_EQ(index->figures().submissions, 21U);
  }
  auto index = Open();
  EXPECT_EQ(index->figures().submissions, 21U);
  for (const unsigned i : {0U, 9U, 20U})
    EXPECT_EQ(Ids(*index, Make("q", "q", i), 1), std::vector{"s" + std::to_string(i)});
}

TEST_F(IndexTest, MergesSegments) {
  auto index = Open(2);
  for (unsigned i = 0; i < 40; ++i) {
    const std::string name = "s" + std::to_string(i);
    ASSERT_TRUE(index->Add(Make(name, name, i), "lab1").ok());
  }
  // 20 segments of two become fewer, in their own time.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (index->figures().segments > 10 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  EXPECT_LE(index->figures().segments, 10U);
  EXPECT_EQ(index->figures().submissions, 40U);
  EXPECT_THAT(Ids(*index, Make("q", "q", 3), 1), ElementsAre("s3"));
}

std::string EveryByte(const fs::path& folder) {
  std::string all;
  for (const auto& entry : fs::directory_iterator(folder)) {
    auto text = ReadFile(entry.path());
    if (text.ok()) all += *text;
  }
  return all;
}

TEST_F(IndexTest, AnErasedPersonIsInNoFile) {
  std::string record;
  {
    auto index = Open(4);
    for (unsigned i = 0; i < 10; ++i) {
      const std::string name = "s" + std::to_string(i);
      ASSERT_TRUE(index->Add(Make(name, i % 3 == 0 ? "eve" : name, i), "lab1").ok());
    }
    const std::string before = EveryByte(folder());
    const auto erased = index->ErasePerson("eve");
    ASSERT_TRUE(erased.ok()) << erased.status().ToString();
    EXPECT_EQ(*erased, 4U);
    EXPECT_EQ(*index->ErasePerson("nobody"), 0U);
    EXPECT_EQ(index->figures().submissions, 6U);
    EXPECT_THAT(Ids(*index, Make("q", "q", 4), 1), ElementsAre("s4"));
    for (const std::string& id : Ids(*index, Make("q", "q", 3))) EXPECT_NE(id, "s3");
    EXPECT_LT(EveryByte(folder()).size(), before.size());
  }
  auto index = Open(4);
  EXPECT_EQ(index->figures().submissions, 6U);
  ASSERT_TRUE(index->Add(Make("s3", "eve", 3), "lab2").ok()) << "may come back";
  EXPECT_THAT(Ids(*index, Make("q", "q", 3), 1), ElementsAre("s3"));
}

TEST_F(IndexTest, AnotherKeyOpensNothing) {
  Open();
  const auto other = Index::Open({folder(), KeyOf('x'), 8});
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(IndexTest, OneProcessAtATime) {
  auto index = Open();
  const auto second = Index::Open({folder(), KeyOf('k'), 8});
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.status().message(), HasSubstr("another process"));
}

TEST_F(IndexTest, NothingReadableIsOnDisk) {
  auto index = Open(2);
  for (unsigned i = 0; i < 5; ++i)
    ASSERT_TRUE(index->Add(Make("submission-" + std::to_string(i), "ann", i), "lab1").ok());
  const std::string bytes = EveryByte(folder());
  for (const std::string_view word : {"println", "ann", "submission-", "lab1", "A.java"})
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;
}

// A journal that was cut anywhere, as by a crash, gives the whole entries before the cut.
TEST_F(IndexTest, ACutJournalLosesOnlyWhatWasNotWhole) {
  { auto index = Open(100); }
  const fs::path journal = folder() / "journal";
  {
    auto index = Open(100);
    for (unsigned i = 0; i < 3; ++i) {
      const std::string name = "s" + std::to_string(i);
      ASSERT_TRUE(index->Add(Make(name, name, i), "lab1").ok());
    }
  }
  const std::string whole = *ReadFile(journal);
  std::vector<size_t> ends;
  ASSERT_TRUE(ReadEntries(whole, [&](std::string_view entry) {
                ends.push_back((ends.empty() ? 0 : ends.back()) + 12 + entry.size());
                return OkStatus();
              }).ok());
  ASSERT_THAT(ends, SizeIs(3));
  for (const size_t cut : {size_t{0}, size_t{5}, ends[0] - 1, ends[0], ends[0] + 3, ends[1] - 1,
                           ends[1], ends[2] - 1, ends[2]}) {
    std::ofstream(journal, std::ios::binary | std::ios::trunc) << whole.substr(0, cut);
    auto index = Open(100);
    size_t expected = 0;
    for (const size_t end : ends) expected += end <= cut ? 1 : 0;
    EXPECT_EQ(index->figures().submissions, expected) << "cut at " << cut;
    ASSERT_TRUE(index->Add(Make("more", "more", 77), "lab1").ok());
    EXPECT_THAT(Ids(*index, Make("q", "q", 77), 1), ElementsAre("more"));
  }
}

TEST_F(IndexTest, ADamagedSegmentIsAnErrorThatNamesIt) {
  {
    auto index = Open(2);
    for (unsigned i = 0; i < 2; ++i) {
      const std::string name = "s" + std::to_string(i);
      ASSERT_TRUE(index->Add(Make(name, name, i), "lab1").ok());
    }
  }
  const fs::path segment = folder() / "segment-1";
  std::string bytes = *ReadFile(segment);
  bytes.resize(bytes.size() - 1);
  std::ofstream(segment, std::ios::binary | std::ios::trunc) << bytes;
  const auto index = Index::Open({folder(), KeyOf('k'), 2});
  ASSERT_FALSE(index.ok());
  EXPECT_EQ(index.status().code(), StatusCode::kDataLoss);
  EXPECT_THAT(index.status().message(), HasSubstr("segment-1"));
}

// Killed while it writes, at random: what was acknowledged is there.
TEST_F(IndexTest, KillLosesNothingAcknowledged) {
  std::mt19937 random(7);
  unsigned next = 0;
  std::vector<unsigned> acknowledged;
  for (int round = 0; round < 8; ++round) {
    auto pipe = MakePipe();
    ASSERT_TRUE(pipe.ok());
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto index = Index::Open({folder(), KeyOf('k'), 5});
      for (unsigned i = next; index.ok(); ++i) {
        const std::string name = "s" + std::to_string(i);
        if (!(*index)->Add(Make(name, name, i), "lab1").ok()) break;
        if (!WriteAll(pipe->write.get(), std::string_view(reinterpret_cast<char*>(&i), sizeof i))
                 .ok())
          break;
      }
      ::_exit(1);
    }
    pipe->write.reset();
    const size_t wanted = 1 + random() % 17;
    for (size_t n = 0; n < wanted; ++n) {
      unsigned one = 0;
      ASSERT_TRUE(ReadExactly(pipe->read.get(), reinterpret_cast<char*>(&one), sizeof one).ok());
      acknowledged.push_back(one);
    }
    ::kill(child, SIGKILL);
    // What it acknowledged before it was gone counts too.
    for (unsigned one = 0;
         ReadExactly(pipe->read.get(), reinterpret_cast<char*>(&one), sizeof one).ok();)
      acknowledged.push_back(one);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    next = acknowledged.back() + 1;
    auto index = Open(5);
    ASSERT_GE(index->figures().submissions, acknowledged.size());
    for (const unsigned one : acknowledged) {
      ASSERT_EQ(Ids(*index, Make("q", "q", one), 1), std::vector{"s" + std::to_string(one)})
          << "round " << round;
    }
    next = std::max(next, static_cast<unsigned>(index->figures().submissions));
  }
}

TEST(Winnow, ChoosesOneOfEveryWindow) {
  const std::vector<uint64_t> values = {77, 74, 42, 17, 98, 50, 17, 98, 8,
                                        88, 67, 39, 77, 74, 42, 17, 98};
  EXPECT_THAT(Winnow(values, 4), ElementsAre(17, 17, 8, 39, 17)) << "the paper's example";
  EXPECT_THAT(Winnow({5, 3}, 4), ElementsAre(3));
  EXPECT_THAT(Winnow({}, 4), IsEmpty());
}

TEST(Record, IsWhatItWas) {
  StoredSubmission stored;
  stored.submission = Make("id", "ann", 3);
  stored.submission.files.push_back({"b.py", std::string("\0\xff", 2)});
  stored.submission.submitted_at = std::chrono::system_clock::from_time_t(1'700'000'000);
  stored.submission.origin = Origin::kEarlier;
  stored.assignment = "lab";
  const crypto::Key key = KeyOf('r');
  const auto sealed = SealRecord(key, stored);
  ASSERT_TRUE(sealed.ok());
  const auto opened = OpenRecord(key, *sealed);
  ASSERT_TRUE(opened.ok()) << opened.status().ToString();
  EXPECT_EQ(EncodeRecord(*opened), EncodeRecord(stored));
  EXPECT_EQ(opened->submission.submitted_at, stored.submission.submitted_at);
  EXPECT_FALSE(OpenRecord(KeyOf('s'), *sealed).ok());
  EXPECT_FALSE(OpenRecord(key, sealed->substr(1)).ok());
}

}  // namespace
}  // namespace assay::plagiarism
