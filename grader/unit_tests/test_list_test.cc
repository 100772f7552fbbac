#include "grader/unit_tests/test_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ListTests, PythonFunctionsAndCollectedClasses) {
  EXPECT_THAT(ListTests("python", R"(
import unittest

def test_alone():
    def test_inner(): pass

"""
def test_in_a_text():
    pass
"""

class Helper:
    def test_nothing(self): pass

class CalcTest(unittest.TestCase):
    @unittest.skip("later")
    def test_add(self):
        x = """
    def test_in_text(self): """

    async def test_sub(self): pass

class TestMul:
  def test_mul(self): pass
)"),
              ElementsAre("test_add", "test_alone", "test_mul", "test_sub"));
}

TEST(ListTests, GoFilesBehindATagAreNotRun) {
  constexpr std::string_view kTest = "package a\n\nfunc TestBonus(t *testing.T) {}\n";
  const auto list = [&](std::string_view head) {
    return ListTests("go", std::string(head).append(kTest));
  };
  EXPECT_THAT(list("//go:build bonus\n\n"), IsEmpty());
  EXPECT_THAT(list("//go:build linux\n\n"), ElementsAre("TestBonus"));
  EXPECT_THAT(list("//go:build !race\n\n"), ElementsAre("TestBonus"));
  EXPECT_THAT(ListTests("go", std::string(kTest) + "//go:build bonus\n"), ElementsAre("TestBonus"))
      << "below the package clause it is a comment";
}

TEST(ListTests, GoTestsThatLeaveThemselvesOut) {
  EXPECT_THAT(ListSkipped("go",
                          "func TestSlow(t *testing.T) {\n  if short { t.Skip(\"slow\") }\n}\n"
                          "func TestAdd(t *testing.T) {\n  // t.Skip()\n}\n"
                          "func TestLast(t *testing.T) {\n  t.SkipNow()\n}\n"),
              ElementsAre("TestLast", "TestSlow"));
  EXPECT_THAT(ListSkipped("go", "func TestAdd(t *testing.T) {}\n"), IsEmpty());
}

TEST(ListTests, OtherLanguages) {
  EXPECT_THAT(ListTests("java", R"(class T {
  // @Test void gone() {}
  /* @Test
     void alsoGone() {} */
  @Test
  @DisplayName("adds; {two} numbers")
  public void adds() { }
  @ParameterizedTest @ValueSource(ints = {1, 2}) void many(int x) {}
  @Disabled("later") @Test void later() throws Exception {}
  void helper() {}
})"),
              ElementsAre("later", "many"));
  EXPECT_THAT(ListTests("go",
                        "func TestAdd(t *testing.T) {}\nfunc Testify(t *testing.T) {}\n"
                        "func TestMain(m *testing.M) {}\nfunc helper() {}\n"),
              ElementsAre("TestAdd"));
  EXPECT_THAT(
      ListTests("rust",
                "#[test]\nfn adds() {}\n#[test]\n#[ignore = \"x\"]\nfn later() {}\nfn no() {}\n"),
      ElementsAre("adds", "later"));
  EXPECT_THAT(ListTests("cpp",
                        "TEST(Calc, Adds) {}\nTEST_F(Calc, Subs) {}\n// TEST(A, Gone) {}\n"
                        "TEST_CASE(\"multiplies two\", \"[x]\") {}\n"),
              ElementsAre("Adds", "Subs", "multiplies two"));
  EXPECT_THAT(ListTests("javascript",
                        "  test('a b', () => {});\n  xtest(\"c\", () => {});\n"
                        "  test(`n ${x}`, () => {});\n  test('d\"', () => {});\n"),
              ElementsAre("a b", "c"));
  EXPECT_THAT(ListTests("cobol", "test"), IsEmpty());
}

TEST(ListSkipped, MarksOnTheTest) {
  EXPECT_THAT(ListSkipped("python",
                          "@unittest.skip(\"extra\")\nclass ATest(unittest.TestCase):\n"
                          "    def test_a(self): pass\n\n"
                          "class BTest(unittest.TestCase):\n    def test_b(self): pass\n"
                          "    @unittest.skip(\"x\")\n    def test_c(self): pass\n"),
              ElementsAre("test_a", "test_c"));
  EXPECT_THAT(ListSkipped("java", "@Disabled(\"x\") @Test void a() {}\n@Test void b() {}"),
              ElementsAre("a"));
  EXPECT_THAT(ListSkipped("rust", "#[test]\n#[ignore]\nfn a() {}\n#[test]\nfn b() {}"),
              ElementsAre("a"));
  EXPECT_THAT(ListSkipped("cpp", "TEST(A, DISABLED_b) {}\nTEST(A, c) {}"),
              ElementsAre("DISABLED_b"));
}

TEST(IsRowOf, CasesBelongToTheirTest) {
  const auto is = [](const char* language, const char* test, const char* name) {
    ResultRow row;
    row.name = name;
    return IsRowOf(language, test, row);
  };
  EXPECT_TRUE(is("python", "test_add", "test_add"));
  EXPECT_TRUE(is("python", "test_add", "test_add[1-2]"));
  EXPECT_FALSE(is("python", "test_add", "test_add_two"));
  EXPECT_TRUE(is("go", "TestA", "TestA/zero"));
  EXPECT_TRUE(is("rust", "adds", "tests::adds"));
  EXPECT_TRUE(is("java", "adds", "adds()"));
  ResultRow shown;
  shown.name = "adds two numbers";
  shown.id = "adds()";
  EXPECT_TRUE(IsRowOf("java", "adds", shown));
  EXPECT_TRUE(is("cpp", "Adds", "Adds/0"));
  EXPECT_TRUE(is("cpp", "Adds", "DISABLED_Adds"));
  EXPECT_TRUE(is("cpp", "a list", "Scenario: a list"));
}

}  // namespace
}  // namespace assay::grader
