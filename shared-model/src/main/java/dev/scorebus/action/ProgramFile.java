package dev.scorebus.action;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/// Reads program files: the `program.yaml` in the folder of a program that is called over the bridge. The format is in
/// `docs/programs.md`.
public final class ProgramFile {
    /// How the file is called in a program's folder.
    public static final String NAME = "program.yaml";

    /// What may be the name of a program, in words.
    public static final String NAMES_ALLOWED =
            "1 to 63 lower-case letters, digits and dashes, with no dash at either end";

    private ProgramFile() {}

    /// Whether a text may be the name of a program.
    public static boolean isName(String text) {
        return ActionFields.NAME.pattern().matcher(text).matches();
    }

    /// Reads one program. Every mistake is told at once; a key that is unknown is one.
    ///
    /// @param file how the text is called in problems
    /// @param yaml the text
    public static ParsedProgram read(String file, String yaml) {
        Problems problems = new Problems(file);
        Optional<Node> root = YamlText.compose(yaml, problems);
        Optional<Values> values =
                root.flatMap(
                        node -> Optional.ofNullable(ProgramFields.FILE.read(node, "", problems)));
        values.ifPresent(found -> ActionRules.require(ProgramFields.FILE, found, problems));
        return values.isPresent() && problems.isEmpty()
                ? new ParsedProgram.Valid(assemble(values.get()))
                : new ParsedProgram.Invalid(problems.inOrder());
    }

    private static ProgramManifest assemble(Values file) {
        Values metadata = file.get(ProgramFields.METADATA);
        Values spec = file.get(ProgramFields.SPEC);
        return new ProgramManifest(
                metadata.get(ProgramFields.NAME),
                metadata.get(ActionFields.OWNER),
                spec.get(ProgramFields.RUN),
                spec.get(ProgramFields.PROTOCOL),
                environment(spec.list(ProgramFields.ENVIRONMENT)),
                spec.get(ProgramFields.NETWORK),
                spec.get(ProgramFields.START),
                limits(spec.section(ProgramFields.LIMITS)),
                canary(spec.find(ProgramFields.CANARY)));
    }

    private static ProgramManifest.@Nullable Canary canary(@Nullable Values canary) {
        return canary == null
                ? null
                : new ProgramManifest.Canary(
                        canary.get(ProgramFields.CASES), canary.get(ProgramFields.EXPECTED));
    }

    private static Map<String, String> environment(List<String> settings) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            environment.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return environment;
    }

    private static ProgramManifest.Limits limits(Values limits) {
        return new ProgramManifest.Limits(
                bytes(limits.find(ProgramFields.MEMORY)),
                Objects.requireNonNullElse(limits.find(ProgramFields.CPU), Duration.ZERO),
                Objects.requireNonNullElse(limits.find(ProgramFields.OPEN_FILES), 0),
                Objects.requireNonNullElse(limits.find(ProgramFields.PROCESSES), 0));
    }

    /// An amount of memory as Kubernetes writes it, in bytes; 0 when there is none.
    private static long bytes(@Nullable String amount) {
        if (amount == null) {
            return 0;
        }
        String unit = amount.replaceAll("[0-9]", "").toLowerCase(Locale.ROOT);
        long number = Long.parseLong(amount.replaceAll("[^0-9]", ""));
        return number
                * switch (unit) {
                    case "ki" -> 1L << 10;
                    case "mi" -> 1L << 20;
                    case "gi" -> 1L << 30;
                    case "k" -> 1_000L;
                    case "m" -> 1_000_000L;
                    case "g" -> 1_000_000_000L;
                    default -> 1L;
                };
    }
}
