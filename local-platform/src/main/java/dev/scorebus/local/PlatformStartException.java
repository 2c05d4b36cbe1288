package dev.scorebus.local;

import org.jspecify.annotations.Nullable;

/// The platform cannot run as asked, and the person who started it can do something about it.
public final class PlatformStartException extends RuntimeException {
    private final String what;
    private final String todo;

    PlatformStartException(String what, String todo) {
        this(what, todo, null);
    }

    PlatformStartException(String what, String todo, @Nullable Throwable cause) {
        super(what + " " + todo, cause);
        this.what = what;
        this.todo = todo;
    }

    /// What is wrong, and where: one or two full sentences.
    public String what() {
        return what;
    }

    /// What to do about it: one full sentence.
    public String todo() {
        return todo;
    }
}
