require "minitest/autorun"
require_relative "calc"

class CalcTest < Minitest::Test
  def test_passes
    assert_equal 2, add(1, 1)
  end

  def test_fails
    assert_equal 3, add(1, 1), "a message with <xml> & \0 in it"
  end

  def test_errs
    raise ArgumentError, "unexpected"
  end

  def test_skips
    skip "not today"
  end
end
