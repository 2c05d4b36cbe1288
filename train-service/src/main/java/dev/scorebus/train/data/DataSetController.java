package dev.scorebus.train.data;

import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Data sets over HTTP.
@RestController
@RequestMapping("/api/data-sets")
@Tag(name = "Data sets", description = "Files that models learn from, kept by their sha-256")
class DataSetController {
    private static final String NDJSON = "application/x-ndjson";

    private final DataSets dataSets;

    DataSetController(DataSets dataSets) {
        this.dataSets = dataSets;
    }

    @PostMapping(
            path = "/{name}",
            consumes = {
                "text/csv",
                "application/gzip",
                "application/x-gzip",
                "application/x-ndjson",
                "application/jsonl",
                "application/octet-stream"
            })
    @Operation(
            summary = "Registers the body as a version of a data set",
            description =
                    "The body is the file: CSV with a header or JSON lines, plain or in gzip, in UTF-8. It is streamed to disk, read once for its profile, and kept by its sha-256: the same bytes are the same version. Rows that cannot be read are counted and the first are named; too many of them refuse the file.",
            requestBody =
                    @RequestBody(
                            content =
                                    @Content(
                                            mediaType = "application/octet-stream",
                                            schema = @Schema(type = "string", format = "binary"))))
    @ApiResponse(
            responseCode = "201",
            description = "The version and its profile",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "413", description = "The file is larger than allowed")
    @ApiResponse(responseCode = "415", description = "The content type is none of those taken")
    @ApiResponse(responseCode = "422", description = "The file cannot be read; says where and why")
    ResponseEntity<DataSetVersion> upload(
            @Parameter(description = "1 to 63 lower-case letters, digits and dashes") @PathVariable
                    String name,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        return created(dataSets.register(name, request.getInputStream()));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Registers a copy of a file that the service can reach",
            description =
                    "The file must lie under one of `scorebus.train.allowed-roots`; links are judged by where they lead.")
    @ApiResponse(
            responseCode = "201",
            description = "The version and its profile",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "The URI is not of an allowed file")
    ResponseEntity<DataSetVersion> registerFrom(
            @org.springframework.web.bind.annotation.RequestBody FileToRegister file)
            throws IOException {
        return created(dataSets.registerFrom(file.name(), file.uri()));
    }

    @GetMapping
    @Operation(summary = "The newest version of each data set, by name")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    List<DataSetVersion> newestOfEach() {
        return dataSets.newestOfEach();
    }

    @GetMapping("/{name}")
    @Operation(summary = "The versions of a data set, newest first")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no data set of this name")
    List<DataSetVersion> versions(@PathVariable String name) {
        List<DataSetVersion> versions = dataSets.versions(name);
        if (versions.isEmpty()) {
            throw new ProblemException(
                    new Problem.NotFound("There is no data set '%s'".formatted(name)));
        }
        return versions;
    }

    @GetMapping("/{name}/versions/{version}")
    @Operation(summary = "One version of a data set")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such version")
    DataSetVersion version(
            @PathVariable String name,
            @Parameter(description = "sha-256 of the file") @PathVariable String version) {
        return dataSets.find(name, version)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        new Problem.NotFound(
                                                "Data set '%s' has no version '%s'"
                                                        .formatted(name, version))));
    }

    @GetMapping(path = "/{name}/versions/{version}/rows", produces = NDJSON)
    @Operation(
            summary = "The rows of one version, as JSON lines",
            description =
                    "Each row is `{row, line, data}`, its fields typed as the profile says and left out where they are missing; a row that cannot be read is `{row, line, bad}`. The last line is `{end}`, the number of all rows; an answer without it broke off.")
    @ApiResponse(
            responseCode = "200",
            description = "The rows, streamed",
            content = @Content(mediaType = NDJSON, schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "400", description = "`from` is negative")
    @ApiResponse(responseCode = "404", description = "There is no such version")
    void rows(
            @PathVariable String name,
            @Parameter(description = "sha-256 of the file") @PathVariable String version,
            @Parameter(description = "The first row; rows are counted from 0")
                    @RequestParam(defaultValue = "0")
                    long from,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        if (from < 0) {
            throw ProblemException.invalid("from is 0 or more, got %d".formatted(from));
        }
        DataSetVersion found = version(name, version);
        response.setContentType(NDJSON);
        OutputStream out = response.getOutputStream();
        RowLines lines = new RowLines(found, from, out);
        dataSets.read(found, lines);
        lines.end();
    }

    private static ResponseEntity<DataSetVersion> created(DataSetVersion version) {
        URI location =
                URI.create(
                        "/api/data-sets/%s/versions/%s"
                                .formatted(version.name(), version.version()));
        return ResponseEntity.created(location).body(version);
    }

    /// A file to register.
    ///
    /// @param name the data set's name
    /// @param uri where the file lies, as `file:///folder/file`
    record FileToRegister(String name, String uri) {
        FileToRegister {
            required("name", name);
            required("uri", uri);
        }

        private static void required(String field, @Nullable String value) {
            if (value == null) {
                throw new IllegalArgumentException(field + " is missing");
            }
        }
    }
}
