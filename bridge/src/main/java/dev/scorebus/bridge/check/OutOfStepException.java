package dev.scorebus.bridge.check;

import tools.jackson.databind.JsonNode;

/// A program breaks a rule so that it is not known what its next frame answers.
final class OutOfStepException extends BrokenRuleException {
    private static final long serialVersionUID = 1L;

    OutOfStepException(String why, String came) {
        super(why, came);
    }

    OutOfStepException(String why, JsonNode came) {
        super(why, came);
    }
}
