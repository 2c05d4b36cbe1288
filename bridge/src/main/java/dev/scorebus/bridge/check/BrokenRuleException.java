package dev.scorebus.bridge.check;

import tools.jackson.databind.JsonNode;

/// A program breaks the rule that is tried.
class BrokenRuleException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 300;

    private final String came;

    BrokenRuleException(String why, String came) {
        super(why);
        this.came = came;
    }

    BrokenRuleException(String why, JsonNode came) {
        this(why, shortened(came.toString()));
    }

    Outcome.Broken outcome() {
        return new Outcome.Broken(String.valueOf(getMessage()), came);
    }

    private static String shortened(String text) {
        return text.length() <= MOST ? text : text.substring(0, MOST) + " …";
    }
}
