using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>
/// xunit's own framework, which also runs some tests after all others and ends the run's PostgreSQL; the handler of a process's exit would
/// not be given the time.
/// </summary>
public sealed class RunFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    /// <summary>The trait of tests by when they run.</summary>
    public const string Order = "Order";

    /// <summary>After all others, because they look at what those did to the database.</summary>
    public const string Last = "last";

    /// <summary>The trait of tests by what PostgreSQL they are about.</summary>
    public const string Postgres = "Postgres";

    /// <summary>About the embedded one or its process, which they start themselves whatever the run is on.</summary>
    public const string Embedded = "embedded";

    /// <summary>The trait of tests by what they are about.</summary>
    public const string Suite = "Suite";

    /// <summary>What the ledger promises: order, versions, ids, preconditions, erasure, secrecy. CI runs them on a container too.</summary>
    public const string Ledger = "ledger";

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private static bool Is(ITestCase test, string trait, string value) => test.Traits.TryGetValue(trait, out var values) && values.Contains(value);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task<RunSummary> RunTestCollectionsAsync(IMessageBus messageBus, CancellationTokenSource cancellationTokenSource)
        {
            var (last, first) = (TestCases.Where(t => Is(t, Order, Last)).ToList(), TestCases.Where(t => !Is(t, Order, Last)).ToList());
            TestCluster.LogsStatements = last.Count > 0;
            if (TestPostgres.IsContainer && CountEmbedded() is > 0 and var embedded)
                Console.WriteLine($"{embedded} tests are about the embedded server and stay on it.");

            TestCases = first;
            var summary = await base.RunTestCollectionsAsync(messageBus, cancellationTokenSource);
            if (last.Count == 0) return summary;
            TestCases = last;
            summary.Aggregate(await base.RunTestCollectionsAsync(messageBus, cancellationTokenSource));
            return summary;
        }

        protected override Task BeforeTestAssemblyFinishedAsync() => TestCluster.EndAsync();

        // Of the whole assembly, whatever was chosen of it.
        private static int CountEmbedded() => typeof(RunFramework).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(method => method.IsDefined(typeof(FactAttribute)) && (IsEmbedded(method) || IsEmbedded(type))))
            .Count();

        private static bool IsEmbedded(MemberInfo member) => member.GetCustomAttributesData()
            .Any(a => a.AttributeType == typeof(TraitAttribute) && a.ConstructorArguments is [{ Value: Postgres }, { Value: Embedded }]);
    }
}
