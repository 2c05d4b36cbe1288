package dev.scorebus.score.edge;

import java.util.List;

/// Why a request is not answered as it was meant. There is no other reason.
public sealed interface Problem {
    /// What is wrong, where, and what to do.
    String detail();

    /// The HTTP status.
    int status();

    /// Names the kind of problem in its URI.
    String slug();

    /// The kind of problem in a few words.
    String title();

    /// The request is not what its path takes.
    record Malformed(String detail) implements Problem {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String slug() {
            return "malformed-request";
        }

        @Override
        public String title() {
            return "The request cannot be read";
        }
    }

    /// There is no such thing.
    record NotFound(String detail) implements Problem {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String slug() {
            return "not-found";
        }

        @Override
        public String title() {
            return "Not found";
        }
    }

    /// It may mean several things.
    record Ambiguous(String detail) implements Problem {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String slug() {
            return "ambiguous";
        }

        @Override
        public String title() {
            return "It may mean several things";
        }
    }

    /// The thing is in another state than the request takes it to be.
    record Conflict(String detail) implements Problem {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String slug() {
            return "conflict";
        }

        @Override
        public String title() {
            return "It is in another state";
        }
    }

    /// The body is larger than is accepted.
    record TooLarge(String detail) implements Problem {
        @Override
        public int status() {
            return 413;
        }

        @Override
        public String slug() {
            return "too-large";
        }

        @Override
        public String title() {
            return "The body is too large";
        }
    }

    /// The body is of a type that is not read here.
    record WrongType(String detail) implements Problem {
        @Override
        public int status() {
            return 415;
        }

        @Override
        public String slug() {
            return "unsupported-media-type";
        }

        @Override
        public String title() {
            return "The content type is not read here";
        }
    }

    /// The body can be read and breaks the rules.
    ///
    /// @param problems each of the rules that is broken
    record Invalid(String detail, List<String> problems) implements Problem {
        public Invalid {
            problems = List.copyOf(problems);
        }

        @Override
        public int status() {
            return 422;
        }

        @Override
        public String slug() {
            return "invalid";
        }

        @Override
        public String title() {
            return "The rules are broken";
        }
    }

    /// It would be answered, only not now.
    record NotReady(String detail) implements Problem {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public String slug() {
            return "not-ready";
        }

        @Override
        public String title() {
            return "Not ready";
        }
    }

    /// The answer was not there in time.
    record Late(String detail) implements Problem {
        @Override
        public int status() {
            return 504;
        }

        @Override
        public String slug() {
            return "late";
        }

        @Override
        public String title() {
            return "Not answered in time";
        }
    }

    /// The program failed.
    record ProgramFailed(String detail) implements Problem {
        @Override
        public int status() {
            return 500;
        }

        @Override
        public String slug() {
            return "program-failed";
        }

        @Override
        public String title() {
            return "The program failed";
        }
    }

    /// What the HTTP layer itself refuses, such as a method that the path does not know.
    record Refused(int status, String title, String detail) implements Problem {
        @Override
        public String slug() {
            return "http-" + status;
        }
    }
}
