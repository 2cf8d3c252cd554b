return await Timeline.Cli.Tool.RunAsync(args);
