package dev.scorebus.score.installed;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What of an expected value is not so in an actual one. Of an object only those fields are compared that are expected; numbers may
/// differ by a little.
final class JsonDifference {
    /// How much numbers may differ, relative to the larger one and absolutely: what single precision and another processor make.
    static final double TOLERANCE = 1e-6;

    private static final int LONGEST = 200;

    private JsonDifference() {}

    /// The first difference, in words; absent when there is none.
    ///
    /// @param where what the values are called, such as `value`; empty for the whole
    static Optional<String> of(JsonNode expected, JsonNode actual, String where) {
        if (expected.isObject() && actual.isObject()) {
            return ofObjects(expected, actual, where);
        }
        if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                Optional<String> found =
                        of(expected.get(i), actual.get(i), "%s[%d]".formatted(where, i));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        return isSame(expected, actual)
                ? Optional.empty()
                : Optional.of(
                        "%s is %s, expected %s".formatted(where, text(actual), text(expected)));
    }

    private static Optional<String> ofObjects(JsonNode expected, JsonNode actual, String where) {
        for (Map.Entry<String, JsonNode> each : expected.properties()) {
            String place = where.isEmpty() ? each.getKey() : where + "." + each.getKey();
            JsonNode found = actual.get(each.getKey());
            Optional<String> difference =
                    found == null
                            ? Optional.of(
                                    "%s is missing, expected %s"
                                            .formatted(place, text(each.getValue())))
                            : of(each.getValue(), found, place);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(JsonNode expected, JsonNode actual) {
        if (!expected.isNumber() || !actual.isNumber()) {
            return expected.equals(actual);
        }
        double one = expected.doubleValue();
        double other = actual.doubleValue();
        double most = TOLERANCE * Math.max(1, Math.max(Math.abs(one), Math.abs(other)));
        return Math.abs(one - other) <= most;
    }

    private static String text(JsonNode value) {
        String whole = value.toString();
        return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + "…";
    }
}
