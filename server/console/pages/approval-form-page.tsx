// Phiếu duyệt: the pictures of one version on paper, to be signed by hand where an office wants that; the hash of each
// picture stands under it, so that the paper speaks of these very pixels.

import { Button, Group, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SECOND_MS } from '../../../content/model/instant.ts';
import { wordsOf } from '../../../content/model/item-words.ts';
import { viDateText } from '../../../content/model/report-period.ts';
import { pathOf } from '../api.ts';
import { itemQuery } from '../desk-queries.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useScreenNames } from '../queries.ts';
import { numberText } from '../words.ts';
import classes from './paper.module.css';

export function ApprovalFormPage() {
  const { t } = useTranslation();
  const { itemId = '', version: wanted = '' } = useParams({ strict: false });
  const { data, error } = useQuery(itemQuery(itemId));
  const organisation = useScreenNames()[0]?.organisation ?? '';
  const version = data?.versions.find((one) => String(one.version) === wanted);
  if (error !== null) return <ProblemNotice problem={error} />;
  if (data === undefined || version === undefined) return <Text>{t('app.loading')}</Text>;
  const { grounds, content, durationMs, createdBy, renditions } = version;
  const rows = [
    [t('form.item'), data.title],
    [t('form.version'), String(version.version)],
    [t('form.words'), wordsOf(content)],
    [t('form.document'), grounds.document],
    [t('form.department'), grounds.department],
    [t('form.validUntil'), grounds.validUntil === null ? t('form.noEnd') : viDateText(grounds.validUntil)],
    [t('form.duration'), t('desk.seconds', { seconds: numberText(durationMs / SECOND_MS) })],
  ] as const;
  return (
    <Stack gap="lg">
      <Group gap="md" className={classes.tools}>
        <Button onClick={() => print()}>{t('form.print')}</Button>
        <Link to="/noi-dung/$itemId" params={{ itemId }}>
          {data.title}
        </Link>
      </Group>
      <article className={classes.paper}>
        <p>{organisation}</p>
        <h1>{t('form.title')}</h1>
        <table>
          <tbody>
            {rows.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td style={{ whiteSpace: 'pre-line' }}>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {renditions.map(({ picture, widthPx, heightPx }) => (
          <div key={picture.sha256}>
            <p>{t('screen.size', { width: widthPx, height: heightPx })}</p>
            <img
              src={pathOf('readAsset', { params: { sha256: picture.sha256 } })}
              width={widthPx}
              height={heightPx}
              alt={t('items.pictureAlt', { title: data.title })}
            />
            <p className={classes.hash}>{t('form.hash', { hash: picture.sha256 })}</p>
          </div>
        ))}
        <div className={classes.signatures}>
          <div>
            <strong>{t('form.author')}</strong>
            <div>{t('form.sign')}</div>
            <p>{createdBy}</p>
          </div>
          <div>
            <div>{t('form.date')}</div>
            <strong>{t('form.approver')}</strong>
            <div>{t('form.sign')}</div>
          </div>
        </div>
      </article>
    </Stack>
  );
}
