// Courses from other platforms: previewed, brought in, and brought in again.
#include "lms/courses/cartridge/test_cartridge.h"
#include "lms/courses/service/cartridge_calls.h"
#include "lms/courses/service/quiz_calls.h"
#include "lms/courses/service/test_course.h"

namespace assay::courses {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class CartridgeTest : public CourseTest {
 protected:
  v1::ImportCartridgeRequest Import(bool apply, const std::string& by = "ines") {
    auto request = Ask<v1::ImportCartridgeRequest>(by);
    request.set_data(cartridge::ZipOf(cartridge::TestFiles("canvas")));
    request.set_apply(apply);
    return request;
  }
  v1::CartridgeImport Done(const v1::ImportCartridgeRequest& request) {
    return Must(calls::ImportCartridge(*core_, request));
  }
  v1::Modules Modules(const std::string& who) {
    return Must(calls::ListModules(*core_, Ask<v1::CourseRequest>(who)));
  }
  int Topics() {
    return Must(calls::ListTopics(*core_, Ask<v1::CourseRequest>("ines"))).topics_size();
  }
};

TEST_F(CartridgeTest, APreviewMakesNothing) {
  const auto import = Done(Import(false));
  EXPECT_FALSE(import.applied());
  EXPECT_EQ(import.title(), "Baking with numbers");
  ASSERT_EQ(import.modules_size(), 3);
  EXPECT_EQ(import.modules(0).entries_size(), 4);
  EXPECT_EQ(import.modules(0).entries(1).kind(), "quiz");
  EXPECT_EQ(import.modules(0).entries(1).questions(), 3);
  EXPECT_EQ(import.modules(0).entries(1).points(), 5);
  EXPECT_EQ(import.discussions_size(), 1);
  EXPECT_EQ(import.entries(), 8);
  EXPECT_EQ(import.taken(), 8);
  EXPECT_EQ(import.known(), 0);
  EXPECT_GT(import.remarks_size(), 5);
  EXPECT_EQ(Modules("ines").modules_size(), 0);
}

TEST_F(CartridgeTest, WhatIsBroughtInStandsInItsOrderAndAsADraft) {
  const auto import = Done(Import(true));
  EXPECT_TRUE(import.applied());
  const auto modules = Modules("ines");
  ASSERT_EQ(modules.modules_size(), 3);
  EXPECT_EQ(modules.modules(0).title(), "Week 1: Flour");
  ASSERT_EQ(modules.modules(0).items_size(), 4);
  EXPECT_EQ(modules.modules(0).items(0).title(), "Welcome");
  EXPECT_EQ(modules.modules(0).items(2).title(), "Essay: my oven");
  EXPECT_EQ(modules.modules(0).items(2).points(), 10);
  EXPECT_EQ(Modules("sam").modules_size(), 0);
  EXPECT_EQ(Must(calls::ListAssignments(*core_, Ask<v1::CourseRequest>("sam"))).assignments_size(),
            0);
  EXPECT_EQ(Topics(), 1);

  const auto page = Must(calls::GetPage(*core_, Item("ines", modules.modules(0).items(0).id())));
  const std::string quiz = std::to_string(modules.modules(0).items(1).id());
  EXPECT_THAT(page.body(), HasSubstr("[quiz](/app/courses/algo/assignments/" + quiz + ")"));
  EXPECT_THAT(page.body(), HasSubstr("[hydration](/app/courses/algo/pages/"));
  EXPECT_FALSE(calls::GetPage(*core_, Item("sam", page.id())).ok());
  const auto asked = Must(calls::GetQuiz(*core_, Item("ines", modules.modules(0).items(1).id())));
  EXPECT_EQ(asked.questions_size(), 3);
  EXPECT_EQ(asked.points(), 5);
  EXPECT_EQ(asked.minutes(), 10);
}

TEST_F(CartridgeTest, TwiceIsOnceUnlessItIsAsked) {
  Done(Import(true));
  auto preview = Done(Import(false));
  EXPECT_EQ(preview.known(), 8);
  EXPECT_EQ(preview.taken(), 0);
  EXPECT_TRUE(preview.modules(0).known());
  Done(Import(true));
  EXPECT_EQ(Modules("ines").modules_size(), 3);
  EXPECT_EQ(Topics(), 1);
  // What was removed comes again, into its module.
  const auto essay = Modules("ines").modules(0).items(2);
  Must(calls::DeleteAssignment(*core_, Item("ines", essay.id())));
  EXPECT_EQ(Done(Import(true)).taken(), 1);
  ASSERT_EQ(Modules("ines").modules_size(), 3);
  EXPECT_EQ(Modules("ines").modules(0).items(3).title(), "Essay: my oven");
  auto again = Import(true);
  again.set_again(true);
  EXPECT_EQ(Done(again).taken(), 8);
  EXPECT_EQ(Modules("ines").modules_size(), 6);
  EXPECT_EQ(Topics(), 2);
}

TEST_F(CartridgeTest, PartsAreChosen) {
  auto request = Import(true);
  request.set_only("1,3-3");
  EXPECT_EQ(Done(request).taken(), 2);
  const auto modules = Modules("ines");
  ASSERT_EQ(modules.modules_size(), 1);
  EXPECT_EQ(modules.modules(0).items_size(), 2);
  const auto page = Must(calls::GetPage(*core_, Item("ines", modules.modules(0).items(0).id())));
  // A link to what did not come is its words.
  EXPECT_THAT(page.body(), HasSubstr("Read about hydration first"));
  for (const char* wrong : {"0", "9", "2-1", "x", "1,", "1;2", "-1"}) {
    request.set_only(wrong);
    EXPECT_THAT(calls::ImportCartridge(*core_, request).status().message(), HasSubstr("only: "))
        << wrong;
  }
}

TEST_F(CartridgeTest, ALostAnswerIsAskedForAgain) {
  auto request = Import(true);
  request.set_again(true);
  request.set_idempotency_key("k1");
  const auto first = Done(request);
  const auto second = Done(request);
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(Modules("ines").modules_size(), 3);
  request.set_only("1");
  EXPECT_EQ(calls::ImportCartridge(*core_, request).status().code(), StatusCode::kAlreadyExists);
}

TEST_F(CartridgeTest, OnlyWhoMayWriteTheCourse) {
  for (const char* who : {"gil", "sam", "olga"})
    EXPECT_EQ(calls::ImportCartridge(*core_, Import(true, who)).status().code(),
              StatusCode::kPermissionDenied)
        << who;
  auto request = Import(true);
  request.set_data("no archive");
  EXPECT_EQ(calls::ImportCartridge(*core_, request).status().code(), StatusCode::kInvalidArgument);
  Done(Import(true, "rita"));
  EXPECT_EQ(Modules("ines").modules_size(), 0);
}

}  // namespace
}  // namespace assay::courses
