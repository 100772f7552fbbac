#include "lms/identity/people.h"

#include <gmock/gmock.h>

#include <thread>

#include "lms/identity/store_fixture.h"
#include "lms/identity/tokens.h"

namespace assay::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PeopleTest : public StoreTest {
 protected:
  People people() { return People(*pool_); }
};

TEST_F(PeopleTest, WhatWasPutIsListed) {
  const auto ada = people().Put({"",
                                 "acme",
                                 "Ada",
                                 "ada@example.org",
                                 true,
                                 {{"intro", Role::kInstructor}, {"algo-2", Role::kStudent}}});
  ASSERT_TRUE(ada.ok()) << ada.status().ToString();
  const auto page = people().List("acme", 0, "");
  ASSERT_EQ(page->people.size(), 1U);
  const Person& listed = page->people[0];
  EXPECT_EQ(listed.id, ada->id);
  EXPECT_EQ(listed.email, "ada@example.org");
  EXPECT_TRUE(listed.administrator);
  EXPECT_THAT(listed.roles, ElementsAre(CourseRole{"algo-2", Role::kStudent},
                                        CourseRole{"intro", Role::kInstructor}));
}

TEST_F(PeopleTest, ACoursesPeopleAndItsRevision) {
  EXPECT_EQ(*people().RosterRevision("acme", "intro"), 0);
  const std::string ada = Make("acme", "Ada", false, {{"intro", Role::kStudent}});
  const std::string bob = Make("acme", "Bob", false, {{"algo", Role::kStudent}});
  Make("rival", "Rita", false, {{"intro", Role::kOwner}});
  const auto names = [&](const std::string& course) {
    std::string text;
    std::string after;
    do {
      const auto page = people().List("acme", 1, after, "", course);
      EXPECT_TRUE(page.ok()) << page.status().ToString();
      for (const Person& person : page->people) text += person.name + " ";
      after = page->next;
    } while (!after.empty());
    return text;
  };
  EXPECT_EQ(names("intro"), "Ada ");
  const int64_t first = *people().RosterRevision("acme", "intro");
  const int64_t other = *people().RosterRevision("acme", "algo");
  EXPECT_GT(first, 0);
  // Somebody else's change, and one that touches nobody's name or role, is none of this course's.
  ASSERT_TRUE(people().Put({"", "acme", "Cy", "", false, {}}).ok());
  EXPECT_EQ(*people().RosterRevision("acme", "intro"), first);
  ASSERT_TRUE(people().Put({bob, "acme", "Bob", "", false, {{"intro", Role::kGrader}}}).ok());
  const int64_t second = *people().RosterRevision("acme", "intro");
  EXPECT_GT(second, first);
  EXPECT_GT(*people().RosterRevision("acme", "algo"), other) << "he left it";
  EXPECT_EQ(names("intro"), "Ada Bob ");
  EXPECT_EQ(names("algo"), "");
  ASSERT_TRUE(people().Put({ada, "acme", "Ada L.", "", false, {{"intro", Role::kStudent}}}).ok());
  EXPECT_GT(*people().RosterRevision("acme", "intro"), second);
  EXPECT_EQ(names("intro"), "Ada L. Bob ");
}

TEST_F(PeopleTest, PutAgainReplacesRoles) {
  const std::string id = Make("acme", "Ada", false, {{"intro", Role::kStudent}});
  const auto again = people().Put({id, "acme", "Ada L.", "", false, {{"algo", Role::kGrader}}});
  ASSERT_TRUE(again.ok()) << again.status().ToString();
  EXPECT_EQ(again->id, id);
  EXPECT_EQ(again->name, "Ada L.");
  EXPECT_THAT(again->roles, ElementsAre(CourseRole{"algo", Role::kGrader}));
}

TEST_F(PeopleTest, WhatIsAllowedAndForbiddenBesideARole) {
  const std::vector<CourseRole> roles = {
      {"algo", Role::kGrader, {"analytics.read", "problems.write"}, {"submissions.read_others"}},
      {"intro", Role::kStudent, {}, {}}};
  const std::string id = Make("acme", "Gail", false, roles);
  EXPECT_EQ(people().List("acme", 0, "")->people[0].roles, roles);
  // Both: forbidden.
  const auto both = people().Put({id,
                                  "acme",
                                  "Gail",
                                  "",
                                  false,
                                  {{"algo", Role::kGrader, {"grades.write"}, {"grades.write"}}}});
  ASSERT_TRUE(both.ok()) << both.status().ToString();
  EXPECT_EQ(both->roles, (std::vector<CourseRole>{{"algo", Role::kGrader, {}, {"grades.write"}}}));
  for (const char* word : {"grades.fly", "people.manage", "self.security", "a b"}) {
    const auto wrong =
        people().Put({id, "acme", "Gail", "", false, {{"algo", Role::kGrader, {word}, {}}}});
    EXPECT_EQ(wrong.status().code(), StatusCode::kInvalidArgument) << word;
  }
}

TEST_F(PeopleTest, OneIsFoundByIdWithinTheTenant) {
  const std::string id = Make("acme", "Ada", false, {{"intro", Role::kStudent}});
  const auto ada = people().Find("acme", id);
  ASSERT_TRUE(ada.ok()) << ada.status().ToString();
  EXPECT_EQ(ada->name, "Ada");
  EXPECT_THAT(ada->roles, ElementsAre(CourseRole{"intro", Role::kStudent}));
  EXPECT_EQ(people().Find("rival", id).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(people().Find("acme", "nobody").status().code(), StatusCode::kNotFound);
}

TEST_F(PeopleTest, APartOfTheNameOrOfTheAddressFindsPeople) {
  for (const char* name : {"Ada Lovelace", "Grace Hopper", "Per_cent %"}) Make("acme", name);
  ASSERT_TRUE(people().Put({"", "acme", "Alan", "alan.lovage@example.org", false, {}}).ok());
  Make("rival", "Ada of the rival");
  const auto names = [&](const std::string& query) {
    std::vector<std::string> found;
    const auto page = people().List("acme", 0, "", query);
    EXPECT_TRUE(page.ok()) << page.status().ToString();
    for (const Person& person : page->people) found.push_back(person.name);
    return found;
  };
  EXPECT_THAT(names("LOV"), ElementsAre("Ada Lovelace", "Alan"));
  EXPECT_THAT(names("hopper"), ElementsAre("Grace Hopper"));
  EXPECT_THAT(names("%"), ElementsAre("Per_cent %"));
  EXPECT_THAT(names("nobody"), IsEmpty());
  const auto first = people().List("acme", 1, "", "lov");
  ASSERT_FALSE(first->next.empty());
  const auto second = people().List("acme", 1, first->next, "lov");
  EXPECT_EQ(second->people[0].name, "Alan");
  EXPECT_THAT(second->next, IsEmpty());
  EXPECT_EQ(people().List("acme", 0, "", "a\nb").status().code(), StatusCode::kInvalidArgument);
}

TEST_F(PeopleTest, WhoIsDisabledCanDoNothingUntilEnabledAgain) {
  const std::string id = Make("acme", "Ada", true, {{"intro", Role::kStudent}});
  Make("acme", "Root", true);
  Tokens tokens(*pool_);
  const auto token = tokens.Create({id, "laptop", {"read"}, std::chrono::hours(1)});
  ASSERT_TRUE(token.ok()) << token.status().ToString();
  ASSERT_TRUE(tokens.Authenticate(token->secret).ok());
  Person ada = *people().Find("acme", id);
  ada.disabled = true;
  const auto disabled = people().Put(ada);
  ASSERT_TRUE(disabled.ok()) << disabled.status().ToString();
  EXPECT_TRUE(disabled->disabled);
  EXPECT_EQ(disabled->roles, ada.roles);
  EXPECT_EQ(tokens.Authenticate(token->secret).status().code(), StatusCode::kUnauthenticated);
  ada.disabled = false;
  ASSERT_TRUE(people().Put(ada).ok());
  EXPECT_TRUE(tokens.Authenticate(token->secret).ok());
}

TEST_F(PeopleTest, TheLastAdministratorWhoIsNotDisabledStays) {
  const std::string ada = Make("acme", "Ada", true);
  const std::string bob = Make("acme", "Bob", true);
  ASSERT_TRUE(people().Put({bob, "acme", "Bob", "", true, {}, true}).ok());
  EXPECT_EQ(people().Put({ada, "acme", "Ada", "", true, {}, true}).status().code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(people().Put({ada, "acme", "Ada", "", false, {}}).status().code(),
            StatusCode::kFailedPrecondition);
  // Who is disabled already may be demoted.
  EXPECT_TRUE(people().Put({bob, "acme", "Bob", "", false, {}, true}).ok());
}

TEST_F(PeopleTest, TenantsAreApart) {
  const std::string id = Make("acme", "Ada");
  EXPECT_THAT(people().List("rival", 0, "")->people, IsEmpty());
  const auto stolen = people().Put({id, "rival", "Mine now", "", true, {}});
  EXPECT_EQ(stolen.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(people().List("acme", 0, "")->people[0].name, "Ada");
  // A page token of one tenant opens nothing in another.
  Make("rival", "Rita");
  EXPECT_EQ(people().List("rival", 0, id).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(people().Put({"", "nobody", "X", "", false, {}}).status().code(),
            StatusCode::kNotFound);
}

TEST_F(PeopleTest, AnAddressIsOnePersonsInATenantWhateverItsCase) {
  ASSERT_TRUE(people().Put({"", "acme", "Ada", "ada@example.org", false, {}}).ok());
  const auto second = people().Put({"", "acme", "Eve", "ADA@example.org", false, {}});
  EXPECT_EQ(second.status().code(), StatusCode::kAlreadyExists) << second.status().ToString();
  EXPECT_TRUE(people().Put({"", "rival", "Ada", "ada@example.org", false, {}}).ok());
}

TEST_F(PeopleTest, PagesCoverEverybodyOnce) {
  std::vector<std::string> made;
  for (int i = 0; i < 7; ++i) made.push_back(Make("acme", "P" + std::to_string(i)));
  std::vector<std::string> seen;
  std::string after;
  do {
    const auto page = people().List("acme", 3, after);
    ASSERT_TRUE(page.ok()) << page.status().ToString();
    for (const Person& person : page->people) seen.push_back(person.id);
    after = page->next;
  } while (!after.empty() && seen.size() < 20);
  EXPECT_EQ(seen, made);
  EXPECT_EQ(people().List("acme", 501, "").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(people().List("acme", 3, "zzz").status().code(), StatusCode::kInvalidArgument);
}

TEST_F(PeopleTest, ATenantKeepsAnAdministratorEvenWhenTwoResignAtOnce) {
  const std::string a = Make("acme", "A", true);
  const std::string b = Make("acme", "B", true);
  Status left, right;
  std::thread first([&] { left = people().Put({a, "acme", "A", "", false, {}}).status(); });
  std::thread second([&] { right = people().Put({b, "acme", "B", "", false, {}}).status(); });
  first.join();
  second.join();
  EXPECT_NE(left.ok(), right.ok()) << left.ToString() << " / " << right.ToString();
  EXPECT_EQ((left.ok() ? right : left).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(One("SELECT count(*) FROM identity.people WHERE administrator"), "1");
}

}  // namespace
}  // namespace assay::identity
