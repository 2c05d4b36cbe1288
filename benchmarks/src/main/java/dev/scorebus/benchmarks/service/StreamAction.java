package dev.scorebus.benchmarks.service;

/// An action that scores one topic into another.
///
/// @param name the action's name
/// @param input the topic it reads
/// @param output the topic of its scores
/// @param explain what comes with each score: `all`, `none`, `top-5`
/// @param retry when a message that failed is tried again, as the action file says it
/// @param mode how messages are processed, and when micro-batches leave, as the action file says it
/// @param program what scores, as the action file says it
public record StreamAction(
        String name,
        String input,
        String output,
        String explain,
        String retry,
        String mode,
        String program) {
    /// The model of the benchmarks scores.
    public static final String TREES =
            "program: trees\n  command: score\n  model: {name: bench, alias: champion}";

    /// Messages are scored as they come.
    public static final String STREAM = "mode: stream";

    /// Messages are scored in micro-batches.
    public static final String MICRO_BATCH =
            "mode: micro-batch\n  flush: {maxMessages: 500, maxWait: 1s}";

    /// The model of the benchmarks scores.
    public StreamAction(
            String name, String input, String output, String explain, String retry, String mode) {
        this(name, input, output, explain, retry, mode, TREES);
    }

    /// A stream that waits before retries as long as any that says nothing of it.
    public StreamAction(String name, String input, String output, String explain) {
        this(name, input, output, explain, "{firstDelay: 1s, maxDelay: 5m}", STREAM);
    }

    String yaml() {
        return """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata: {name: %s, owner: benchmarks}
                spec:
                  %s
                  %s
                  input: {topics: [%s]}
                  explain: %s
                  retry: %s
                  outputs: [{topic: %s}]
                """
                .formatted(name, program, mode, input, explain, retry, output);
    }
}
