package dev.scorebus.local;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A further port of a broker, at which it names itself by another one: whoever comes through that one, a proxy's, stays behind it.
///
/// @param name in capitals, unlike that of any other door
/// @param port where the broker listens
/// @param advertised where it says that it listens
public record BrokerDoor(String name, int port, int advertised) {
    private static final Pattern FORM =
            Pattern.compile("([A-Z][A-Z0-9]*)=([0-9]{1,5}):([0-9]{1,5})");

    /// Reads what [#toString] wrote.
    ///
    /// @throws IllegalArgumentException when it is of another form
    public static BrokerDoor parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "A door is NAME=PORT:ADVERTISED, such as PROXIED=20001:20002, got '%s'"
                            .formatted(text));
        }
        return new BrokerDoor(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return "%s=%d:%d".formatted(name, port, advertised);
    }
}
