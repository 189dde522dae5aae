// How a built mini-program gets to WeChat: by WeChat's own program, with the key that the console gives out
// (开发管理 → 开发设置 → 小程序代码上传) from an address on its list. Building needs none of it.

/** Fetched when it is wanted: nobody who builds needs it. */
export const uploader = 'miniprogram-ci@2.1.42';

/**
 * What is run, or in one sentence why not.
 *
 * - `settings`: what the build was made with (`dist/.settings-weapp`), null where there is none
 * - `project`: project.config.json at the root
 * - `key`: the mode of the key's file, null where there is none
 */
export function uploadPlan({ root, version, description, robot, keyFile, key, settings, project }) {
  if (settings === null)
    return { problem: 'nothing is built: npm run build:weapp, with the brand’s brand.config.json' };
  const built = Object.fromEntries(JSON.parse(settings));
  const appId = built.TARO_APP_ID;
  if (!appId) return { problem: 'the build is nobody’s (made for tests): npm run build:weapp' };
  if (project?.appid !== appId)
    return {
      problem: `project.config.json is for ${project?.appid}, the build for ${appId}: npm run build:weapp`,
    };
  if (!keyFile) return { problem: 'say where the key is: --key private.wx….key' };
  if (key === null) return { problem: `there is no key at ${keyFile}` };
  if ((key & 0o077) !== 0) return { problem: `others can read the key: chmod 600 ${keyFile}` };
  if (!/^\d+\.\d+\.\d+([.-][\w.-]{1,20})?$/.test(version))
    return { problem: 'say a version: --version 1.2.3' };
  if (!/^([1-9]|[12]\d|30)$/.test(robot)) return { problem: 'a robot is a number from 1 to 30' };
  return {
    command: 'npx',
    args: [
      ...['--yes', uploader, 'upload'],
      ...['--pp', root, '--pkp', keyFile, '--appid', appId],
      ...['--uv', version, '--ud', description, '-r', robot],
      // As the project says: what is built is neither compiled nor shrunk again.
      ...['--use-project-config', 'true'],
    ],
  };
}
