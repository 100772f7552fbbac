#include "lms/identity/groups.h"

#include <gmock/gmock.h>

#include "lms/identity/store_fixture.h"

namespace assay::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class GroupsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    ada_ = Make("acme", "Ada", false, {{"intro", Role::kStudent}});
    bob_ = Make("acme", "Bob", false, {{"intro", Role::kStudent}});
    cy_ = Make("acme", "Cy");
  }
  Groups groups() { return Groups(*pool_); }
  StatusCode Put(const Group& group) { return groups().Put(group).status().code(); }
  std::string ada_, bob_, cy_;
};

TEST_F(GroupsTest, TeamsOfACourse) {
  const auto red = groups().Put({"", "acme", "intro", "Red", {bob_, ada_, bob_}});
  ASSERT_TRUE(red.ok()) << red.status().ToString();
  EXPECT_THAT(red->members, UnorderedElementsAre(ada_, bob_));
  ASSERT_TRUE(groups().Put({"", "acme", "intro", "blue", {}}).ok());
  const auto all = groups().List("acme", "intro", "");
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].name, "blue");
  EXPECT_EQ((*all)[1].members.size(), 2U);
  ASSERT_TRUE(groups().Put({red->id, "acme", "", "Red 2", {ada_}}).ok());
  const auto of_ada = groups().List("acme", "intro", ada_);
  ASSERT_EQ(of_ada->size(), 1U);
  EXPECT_EQ((*of_ada)[0].name, "Red 2");
  EXPECT_EQ((*of_ada)[0].course, "intro");
  EXPECT_THAT((*of_ada)[0].members, ElementsAre(ada_));
  EXPECT_THAT(*groups().List("acme", "intro", bob_), IsEmpty());
  EXPECT_TRUE(groups().Delete("acme", red->id).ok());
  EXPECT_EQ(groups().Delete("acme", red->id).code(), StatusCode::kNotFound);
}

TEST_F(GroupsTest, WhatCannotBe) {
  const auto red = groups().Put({"", "acme", "intro", "Red", {}});
  ASSERT_TRUE(red.ok());
  EXPECT_EQ(Put({"", "acme", "intro", "rED", {}}), StatusCode::kAlreadyExists);
  EXPECT_TRUE(groups().Put({"", "acme", "algo", "Red", {}}).ok());
  EXPECT_TRUE(groups().Put({"", "acme", "", "Everybody", {cy_}}).ok());
  EXPECT_EQ(Put({"", "acme", "intro", "Green", {cy_}}), StatusCode::kFailedPrecondition);
  EXPECT_EQ(groups().List("acme", "intro", "")->size(), 1U);  // Green was not made
  const std::string rita = Make("rival", "Rita");
  EXPECT_EQ(Put({"", "acme", "", "Mixed", {rita}}), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Put({red->id, "rival", "", "Mine", {}}), StatusCode::kNotFound);
  EXPECT_EQ(groups().Delete("rival", red->id).code(), StatusCode::kNotFound);
  EXPECT_EQ(Put({"", "nobody", "", "X", {}}), StatusCode::kNotFound);
  EXPECT_EQ(Put({"", "acme", "Not A Course", "X", {}}), StatusCode::kInvalidArgument);
  EXPECT_EQ(Put({"", "acme", "", "a\nb", {}}), StatusCode::kInvalidArgument);
  EXPECT_EQ(Put({"", "acme", "", "", {}}), StatusCode::kInvalidArgument);
  EXPECT_EQ(Put({"", "acme", "", "X", std::vector<std::string>(kMostMembers + 1)}),
            StatusCode::kInvalidArgument);
}

TEST_F(GroupsTest, WhoLosesTheRoleLeavesTheGroups) {
  ASSERT_TRUE(groups().Put({"", "acme", "intro", "Red", {ada_, bob_}}).ok());
  ASSERT_TRUE(groups().Put({"", "acme", "", "All", {ada_}}).ok());
  ASSERT_TRUE(
      People(*pool_).Put({ada_, "acme", "Ada", "", false, {{"algo", Role::kStudent}}}).ok());
  EXPECT_THAT(groups().List("acme", "intro", "")->front().members, ElementsAre(bob_));
  EXPECT_THAT(groups().List("acme", "", "")->front().members, ElementsAre(ada_));
}

}  // namespace
}  // namespace assay::identity
