#include "lms/identity/bootstrap.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "common/files.h"
#include "lms/identity/sign_in.h"
#include "lms/identity/store_fixture.h"
#include "lms/identity/tokens.h"

namespace assay::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class BootstrapTest : public StoreTest {
 protected:
  BootstrapTest() : folder_(std::move(*TempDir::Create())) {}
  std::vector<Bootstrapped> Run(bool demo = false) {
    const auto done = Bootstrap(*connection_, {"default", "Root", Path("admin.token"), demo});
    EXPECT_TRUE(done.ok()) << done.status().ToString();
    return done.ok() ? *done : std::vector<Bootstrapped>();
  }
  std::filesystem::path Path(const std::string& name) { return folder_.path() / name; }
  std::string Text(const std::string& name) { return *ReadFile(Path(name)); }
  Result<Principal> Who(const std::string& name) {
    const std::string text = Text(name);
    return Tokens(*pool_).Authenticate(text.substr(0, text.find('\n')));
  }
  TempDir folder_;
};

TEST_F(BootstrapTest, MakesTheFirstAdministratorWithATokenThatOthersCannotRead) {
  ASSERT_THAT(Run(), SizeIs(1));
  const auto who = Who("admin.token");
  ASSERT_TRUE(who.ok()) << who.status().ToString();
  EXPECT_TRUE(who->person.administrator);
  EXPECT_EQ(who->person.tenant, "default");
  EXPECT_THAT(who->scopes, ElementsAre("submit", "read", "manage", "admin"));
  struct stat about {};
  ASSERT_EQ(::stat(Path("admin.token").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST_F(BootstrapTest, ASecondRunChangesNothing) {
  Run(true);
  const std::string before = Text("admin.token");
  const std::string rows = One("SELECT count(*) FROM identity.tokens");
  for (const Bootstrapped& one : Run(true)) EXPECT_FALSE(one.made) << one.file;
  EXPECT_EQ(Text("admin.token"), before);
  EXPECT_EQ(One("SELECT count(*) FROM identity.tokens"), rows);
  EXPECT_EQ(One("SELECT count(*) FROM identity.people"), "4");
}

TEST_F(BootstrapTest, ALostOrForeignFileGetsANewTokenAndTheOldOneEnds) {
  Run();
  const std::string old = Text("admin.token");
  std::filesystem::remove(Path("admin.token"));
  EXPECT_TRUE(Run()[0].made);
  EXPECT_NE(Text("admin.token"), old);
  EXPECT_TRUE(Who("admin.token").ok());
  EXPECT_FALSE(Tokens(*pool_).Authenticate(old.substr(0, old.size() - 1)).ok());
  ASSERT_TRUE(WriteFileAtomically(Path("admin.token"), "nonsense", 0600).ok());
  EXPECT_TRUE(Run()[0].made);
  EXPECT_EQ(One("SELECT count(*) FROM identity.people"), "1");
}

TEST_F(BootstrapTest, TheDemoHasAnInstructorAndTwoStudents) {
  ASSERT_THAT(Run(true), SizeIs(4));
  EXPECT_THAT(Who("demo-instructor.token")->person.roles,
              ElementsAre(CourseRole{"demo", Role::kInstructor}));
  for (const char* name : {"demo-ada.token", "demo-grace.token"}) {
    const auto who = Who(name);
    ASSERT_TRUE(who.ok()) << name;
    EXPECT_THAT(who->person.roles, ElementsAre(CourseRole{"demo", Role::kStudent}));
    EXPECT_FALSE(who->person.administrator);
  }
}

TEST_F(BootstrapTest, TheFirstPasswordSignsIn) {
  Run(true);
  const std::string login = Text("demo-ada.login");
  const size_t line = login.find('\n');
  const PasswordRules rules = *PasswordRules::Load();
  SignIn sign_in(*pool_, rules, vault());
  std::chrono::seconds wait{};
  const auto done = sign_in.WithPassword(
      {"default", login.substr(0, line), login.substr(line + 1, login.size() - line - 2), {}, ""},
      wait);
  ASSERT_TRUE(done.ok()) << done.status().ToString() << login;
  EXPECT_EQ(Tokens(*pool_).Authenticate(done->session->secret)->person.name, "Ada Student");
  Run(true);
  EXPECT_EQ(Text("demo-ada.login"), login);
}

TEST_F(BootstrapTest, NothingStaysWhenTheFileCannotBeWritten) {
  const auto done = Bootstrap(*connection_, {"default", "Root", Path("no/such/folder"), false});
  EXPECT_FALSE(done.ok());
  EXPECT_EQ(One("SELECT count(*) FROM identity.people"), "0");
  EXPECT_EQ(One("SELECT count(*) FROM identity.tenants WHERE id = 'default'"), "0");
}

}  // namespace
}  // namespace assay::identity
